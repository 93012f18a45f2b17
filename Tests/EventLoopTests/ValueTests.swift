// Addresses as text, and the word to the service manager.

import EventLoop
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct ValueTests {
    @Test(arguments: [
        (UInt128(0xFFFF_7F00_0001), UInt16(80), "127.0.0.1:80", true),
        (UInt128(1), UInt16(8_080), "[::1]:8080", false),
        (UInt128(0x2001_0DB8) << 96 | 5, UInt16(0), "[2001:db8::5]:0", false),
        (UInt128.max, UInt16.max, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535", false),
    ])
    func peersAreNamedAsUsual(address: UInt128, port: UInt16, text: String, isIPv4: Bool) {
        let peer = PeerAddress(address: address, port: port)
        #expect(peer.description == text)
        #expect(peer.isIPv4 == isIPv4)
    }

    @Test(arguments: ["@", FileManager.default.temporaryDirectory.path + "/"])
    func theServiceManagerIsTold(folder: String) throws {
        let path = "\(folder)notify-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let manager = try boundDatagramSocket(at: path)
        defer { close(manager) }
        let notifier = ServiceNotifier(socketPath: path)
        #expect(notifier.ready() && notifier.status("two\nlines") && notifier.stopping())
        #expect(nextDatagram(manager) == "READY=1")
        #expect(nextDatagram(manager) == "STATUS=two lines")
        #expect(nextDatagram(manager) == "STOPPING=1")
    }

    @Test func withoutAServiceManagerNobodyIsTold() {
        #expect(!ServiceNotifier(socketPath: nil).ready())
        #expect(!ServiceNotifier(socketPath: "").ready())
        #expect(!ServiceNotifier(socketPath: "/nowhere/at/all").ready())
        #expect(!ServiceNotifier(socketPath: String(repeating: "x", count: 108)).ready())
    }
}

private func boundDatagramSocket(at path: String) throws -> Int32 {
    #if canImport(Glibc)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    #else
        let descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
    #endif
    try #require(descriptor >= 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // The path is shorter than the field, which is zeroed.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
        unsafe field.copyBytes(from: path.utf8)
        if path.hasPrefix("@") { unsafe field[0] = 0 }
    }
    // An abstract name is as long as the length says.
    let length = socklen_t(
        MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path)
            + path.utf8.count)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { head in
            unsafe bind(descriptor, head, length)
        }
    }
    try #require(result == 0)
    return descriptor
}

private func nextDatagram(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 100)
    let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
}
