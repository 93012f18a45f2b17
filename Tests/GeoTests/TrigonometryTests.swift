// Our own sine and its kin against the C library's.

import Basics
import Geo
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Sines and arctangents without libm")
struct TrigonometryTests {
    @Test("sine and cosine agree with libm", arguments: [1.0, 4, 700, 1_000_000])
    func sineAndCosine(reach: Double) {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let angle = (generator.fraction() * 2 - 1) * reach
            #expect(abs(Trigonometry.sine(angle) - sin(angle)) < 1e-12, "\(angle)")
            #expect(abs(Trigonometry.cosine(angle) - cos(angle)) < 1e-12, "\(angle)")
        }
    }

    @Test("at the edges of the reduction they agree as well")
    func edges() {
        for eighth in -64...64 {
            for nudge in [-1e-9, 0, 1e-9] {
                let angle = Double(eighth) * .pi / 4 + nudge
                #expect(abs(Trigonometry.sine(angle) - sin(angle)) < 1e-15)
                #expect(abs(Trigonometry.cosine(angle) - cos(angle)) < 1e-15)
            }
        }
    }

    @Test("arctangent agrees with libm in every quadrant")
    func arctangents() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            let scale = exp2(Double(generator.number(in: -60...60)))
            let (y, x) = ((generator.fraction() - 0.5) * scale, generator.fraction() - 0.5)
            #expect(abs(Trigonometry.arctangent(y: y, x: x) - atan2(y, x)) < 1e-12, "\(y) \(x)")
        }
        for y in [-1.0, 0, 1] {
            for x in [-1.0, 0, 1] {
                #expect(abs(Trigonometry.arctangent(y: y, x: x) - atan2(y, x)) < 1e-15)
            }
        }
    }

    @Test("arcsine agrees with libm and stays bounded")
    func arcsines() {
        for step in -10_000...10_000 {
            let ratio = Double(step) / 10_000
            #expect(abs(Trigonometry.arcsine(ratio) - asin(ratio)) < 1e-12, "\(ratio)")
        }
        #expect(Trigonometry.arcsine(1.000_1) == .pi / 2)
        #expect(Trigonometry.arcsine(-2) == -.pi / 2)
    }

    @Test("small angles keep their relative precision")
    func smallAngles() {
        for exponent in 1...300 {
            let angle = 3 * exp2(-Double(exponent))
            #expect(abs(Trigonometry.sine(angle) / sin(angle) - 1) < 1e-15)
            #expect(abs(Trigonometry.arcsine(min(1, angle)) / asin(min(1, angle)) - 1) < 1e-15)
        }
    }
}
