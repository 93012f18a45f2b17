// The only source of secrets. Everything that may be replayed uses Basics' seeded generator instead.

internal import COpenSSL

/// `count` bytes nobody can predict, from OpenSSL's generator, which the operating system seeds.
/// Without such a source the process ends: no secret made after that would be one.
public func randomBytes(_ count: Int) -> [UInt8] {
    precondition(count >= 0 && count <= Int(Int32.max), "a count of random bytes is 0 … 2³¹ - 1")
    var bytes = [UInt8](repeating: 0, count: count)
    let outcome = unsafe RAND_bytes(&bytes, Int32(count))
    precondition(outcome == 1, "the operating system gives no random bytes")
    return bytes
}
