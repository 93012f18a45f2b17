#!/usr/bin/env python3
"""A WebSocket to type into, for trying Fleetfoot out. Python 3 and nothing else.

    python3 conf/talk.py 127.0.0.1:8080/v1/runner data/r1.header

The second argument is a file with one header line, "Authorization: Bearer ...". Each line typed is
sent as one message, NOW in it standing for the time in milliseconds; what comes is printed after "<".
"""

import base64
import os
import socket
import struct
import sys
import threading
import time

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def connect(place, header):
    """Opens the socket (RFC 6455, section 4.1) and returns it with a reader of its frames."""
    address, _, path = place.partition("/")
    host, _, port = address.partition(":")
    stream = socket.create_connection((host, int(port or 80)))
    lines = [
        f"GET /{path} HTTP/1.1", f"Host: {address}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: fleetfoot.v1.json", header, "", "",
    ]
    stream.sendall("\r\n".join(lines).encode())
    reader = stream.makefile("rb")
    status = reader.readline().decode().strip()
    length = 0
    while (line := reader.readline().decode().strip()):
        name, _, value = line.partition(":")
        length = int(value) if name.lower() == "content-length" else length
    if " 101 " not in status:
        sys.exit(f"{status}\n{reader.read(length).decode()}")
    return stream, reader


def send(stream, kind, payload):
    """Writes one masked frame."""
    size = len(payload)
    head = bytes([0x80 | kind])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65_536:
        head += bytes([0x80 | 126]) + struct.pack(">H", size)
    else:
        head += bytes([0x80 | 127]) + struct.pack(">Q", size)
    mask = os.urandom(4)
    stream.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)))


def listen(stream, reader):
    """Prints what comes until the end; answers pings."""
    while len(head := reader.read(2)) == 2:
        kind, size = head[0] & 15, head[1] & 127
        if size == 126:
            size = struct.unpack(">H", reader.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", reader.read(8))[0]
        payload = reader.read(size)
        if kind == TEXT:
            print("<", payload.decode(), flush=True)
        elif kind == PING:
            send(stream, PONG, payload)
        elif kind == CLOSE:
            code = struct.unpack(">H", payload[:2])[0] if size >= 2 else "no code"
            print("closed:", code, payload[2:].decode(), flush=True)
            break
    # Ends the process although the other thread waits for a line.
    os._exit(0)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[2], encoding="utf-8") as file:
        header = file.read().strip()
    stream, reader = connect(sys.argv[1], header)
    threading.Thread(target=listen, args=(stream, reader), daemon=True).start()
    for line in sys.stdin:
        if line.strip():
            send(stream, TEXT, line.strip().replace("NOW", str(int(time.time() * 1000))).encode())
    send(stream, CLOSE, struct.pack(">H", 1000))
    time.sleep(0.2)


if __name__ == "__main__":
    main()
