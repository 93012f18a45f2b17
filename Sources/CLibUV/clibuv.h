// libuv as Swift sees it, and the few socket calls whose macros, variadic arguments or address
// structs Swift cannot read well. Everything here answers as libuv does: a value, or a negative code.

#ifndef CLIBUV_H
#define CLIBUV_H

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

/// An IPv6 address as two big-endian halves, IPv4 mapped into it (RFC 4291, 2.5.5.2), and a port.
typedef struct loop_peer {
    uint64_t high;
    uint64_t low;
    uint16_t port;
} loop_peer;

/// Reads a numeric IPv4 or IPv6 address.
static inline int loop_address(const char *host, int port, struct sockaddr_storage *address) {
    memset(address, 0, sizeof *address);
    if (uv_ip4_addr(host, port, (struct sockaddr_in *)address) == 0) return 0;
    return uv_ip6_addr(host, port, (struct sockaddr_in6 *)address);
}

static inline const struct sockaddr *loop_sockaddr(const struct sockaddr_storage *address) {
    return (const struct sockaddr *)address;
}

static inline socklen_t loop_sockaddr_length(const struct sockaddr_storage *address) {
    return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                          : sizeof(struct sockaddr_in);
}

static inline uint64_t loop_big_endian(const uint8_t *bytes) {
    uint64_t word = 0;
    for (int index = 0; index < 8; index++) word = word << 8 | bytes[index];
    return word;
}

static inline loop_peer loop_peer_of(const struct sockaddr_storage *address) {
    loop_peer peer = {0, 0, 0};
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        peer.low = UINT64_C(0xFFFF00000000) | ntohl(four->sin_addr.s_addr);
        peer.port = ntohs(four->sin_port);
    } else if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        peer.high = loop_big_endian(six->sin6_addr.s6_addr);
        peer.low = loop_big_endian(six->sin6_addr.s6_addr + 8);
        peer.port = ntohs(six->sin6_port);
    }
    return peer;
}

/// The address as text; `text` has room for INET6_ADDRSTRLEN bytes.
static inline int loop_peer_text(uint64_t high, uint64_t low, char *text, size_t capacity) {
    uint8_t bytes[16];
    for (int index = 0; index < 8; index++) {
        bytes[index] = (uint8_t)(high >> (56 - 8 * index));
        bytes[index + 8] = (uint8_t)(low >> (56 - 8 * index));
    }
    int mapped = high == 0 && low >> 32 == 0xFFFF;
    return mapped ? uv_inet_ntop(AF_INET, bytes + 12, text, capacity)
                  : uv_inet_ntop(AF_INET6, bytes, text, capacity);
}

static inline int loop_set_flags(int descriptor) {
    if (fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) != 0) return -errno;
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0 ? -errno : 0;
}

static inline int loop_close_descriptor(int descriptor) {
    return close(descriptor) != 0 ? -errno : 0;
}

/// The descriptor kept in reserve for the moment there are no others.
static inline int loop_open_spare(void) {
    int descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

/// The port a socket is bound to.
static inline int loop_bound_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return -errno;
    return loop_peer_of(&address).port;
}

static inline int loop_bind_and_listen(
    int descriptor, const struct sockaddr_storage *address, int backlog
) {
    int on = 1;
    int flags = loop_set_flags(descriptor);
    if (flags != 0) return flags;
    if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) return -errno;
    if (bind(descriptor, loop_sockaddr(address), loop_sockaddr_length(address)) != 0) return -errno;
    return listen(descriptor, backlog) != 0 ? -errno : 0;
}

/// A listening socket that does not block.
static inline int loop_listen(const struct sockaddr_storage *address, int backlog) {
    int descriptor = socket(address->ss_family, SOCK_STREAM, 0);
    if (descriptor < 0) return -errno;
    int code = loop_bind_and_listen(descriptor, address, backlog);
    if (code == 0) return descriptor;
    close(descriptor);
    return code;
}

/// The next waiting connection. libuv's own accept sheds load without a word when descriptors run
/// out; this one says so.
static inline int loop_accept(int listener, struct sockaddr_storage *address) {
    socklen_t length = sizeof *address;
#ifdef SOCK_NONBLOCK
    extern int accept4(int, struct sockaddr *, socklen_t *, int);
    int descriptor =
        accept4(listener, (struct sockaddr *)address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
#else
    int descriptor = accept(listener, (struct sockaddr *)address, &length);
    if (descriptor < 0) return -errno;
    int code = loop_set_flags(descriptor);
    if (code == 0) return descriptor;
    close(descriptor);
    return code;
#endif
}

/// A socket to connect with. Bound to an address only, it gets its port when it connects, so that
/// each destination has the whole range of ports.
static inline int loop_socket(int family) {
    int descriptor = socket(family, SOCK_STREAM, 0);
    if (descriptor < 0) return -errno;
    int code = loop_set_flags(descriptor);
    if (code != 0) {
        close(descriptor);
        return code;
    }
#ifdef IP_BIND_ADDRESS_NO_PORT
    int on = 1;
    setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
#endif
    return descriptor;
}

/// Sends the FIN of a stream whose queue is empty.
static inline int loop_shutdown_writing(const uv_stream_t *stream) {
    uv_os_fd_t descriptor;
    int code = uv_fileno((const uv_handle_t *)stream, &descriptor);
    if (code != 0) return code;
    return shutdown(descriptor, SHUT_WR) != 0 ? -errno : 0;
}

/// A peer that has gone is an error code of `write`, not the end of the process.
static inline void loop_ignore_broken_pipes(void) {
    signal(SIGPIPE, SIG_IGN);
}

/// Lets a signal reach this thread, also where the parent started the process with it blocked.
static inline void loop_unblock_signal(int number) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, number);
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

/// Raises the soft limit of descriptors to the hard one and returns what holds now.
static inline long long loop_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
    rlim_t wanted = limit.rlim_max;
#ifdef __APPLE__
    if (wanted > 10240) wanted = 10240;  // OPEN_MAX: more is refused there
#endif
    if (wanted > limit.rlim_cur) {
        limit.rlim_cur = wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
        if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
    }
    return (long long)limit.rlim_cur;
}

/// One datagram to a Unix socket; a leading `@` names an abstract one (sd_notify(3)).
static inline int loop_notify(
    const char *path, size_t pathLength, const char *message, size_t messageLength
) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (pathLength == 0 || pathLength >= sizeof address.sun_path) return -EINVAL;
    memcpy(address.sun_path, path, pathLength);
    if (path[0] == '@') address.sun_path[0] = 0;
    int descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (descriptor < 0) return -errno;
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + pathLength);
    ssize_t sent = sendto(
        descriptor, message, messageLength, 0, (const struct sockaddr *)&address, length);
    int code = sent < 0 ? -errno : 0;
    close(descriptor);
    return code;
}

#endif
