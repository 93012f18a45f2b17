// Datums: known pairs of places, and there and back again.

import Basics
import Geo
import Testing

@Suite("Datums")
struct DatumTests {
    /// The vectors that the published implementations of GCJ-02 test themselves with.
    @Test(
        "GCJ-02 in Shanghai, Shenzhen and Beijing",
        arguments: [
            (31.177_427_6, 121.527_210_6, 31.175_303_983_645_97, 121.531_541_859_215),
            (22.543_847, 113.912_316, 22.540_796_131_694_766, 113.917_176_480_836_3),
            (39.911_954, 116.377_817, 39.913_345_455_360_69, 116.384_047_224_556_57),
            (39.915, 116.404, 39.916_404_281_501_64, 116.410_244_499_169_38),
        ])
    func gcj02(latitude: Double, longitude: Double, shiftedNorth: Double, shiftedEast: Double) {
        let (place, shifted) = (degrees(latitude, longitude), degrees(shiftedNorth, shiftedEast))
        #expect(place.converted(from: .wgs84, to: .gcj02).distanceMeters(to: shifted) < 0.05)
        #expect(shifted.converted(from: .gcj02, to: .wgs84).distanceMeters(to: place) < 0.05)
    }

    @Test("BD-09 of a place in Beijing, both ways")
    func bd09() {
        let gcj02 = degrees(39.915, 116.404)
        let bd09 = degrees(39.921_336_993_510_21, 116.410_369_493_710_29)
        #expect(gcj02.converted(from: .gcj02, to: .bd09).distanceMeters(to: bd09) < 0.05)
        #expect(bd09.converted(from: .bd09, to: .gcj02).distanceMeters(to: gcj02) < 0.05)
        // The published inverse is itself an estimate, good to half a metre.
        let published = degrees(39.908_656_739_576_31, 116.397_627_291_193_15)
        #expect(gcj02.converted(from: .bd09, to: .gcj02).distanceMeters(to: published) < 1)
    }

    @Test("there and back within 0.1 m all over China", arguments: [Datum.gcj02, .bd09])
    func roundTrips(datum: Datum) {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<5_000 {
            let place = degrees(
                0.829_4 + generator.fraction() * 54.997, 72.004_1 + generator.fraction() * 65.83)
            let shifted = place.converted(from: .wgs84, to: datum)
            let meters = place.distanceMeters(to: shifted)
            #expect(meters > 20 && meters < 3_000, "\(place)")
            let back = shifted.converted(from: datum, to: .wgs84)
            #expect(back.distanceMeters(to: place) < 0.1, "\(place)")
        }
    }

    @Test("outside the rectangle all datums are one", arguments: Datum.allCases)
    func outside(datum: Datum) {
        var generator = SeededGenerator(seed: 13)
        var outsideCount = 0
        for scatter in [Scatter.world, .northPole, .southPole, .antimeridian, .corners] {
            for _ in 0..<500 {
                let place = scatter.place(from: &generator)
                let isNear =
                    place.latitude > 0.7 && place.latitude < 56 && place.longitude > 71.9
                    && place.longitude < 138
                guard !isNear else { continue }
                outsideCount += 1
                #expect(place.converted(from: .wgs84, to: datum) == place)
                #expect(place.converted(from: datum, to: .wgs84) == place)
            }
        }
        #expect(outsideCount > 2_000)
    }

    @Test("the rectangle's corners")
    func corners() {
        let inside = degrees(55.827_1, 137.834_7)
        #expect(inside.converted(from: .wgs84, to: .gcj02) != inside)
        let outside = degrees(55.827_2, 137.834_7)
        #expect(outside.converted(from: .wgs84, to: .gcj02) == outside)
    }

    @Test("a conversion to the same datum changes nothing", arguments: Datum.allCases)
    func identity(datum: Datum) {
        let place = degrees(31.2, 121.5)
        #expect(place.converted(from: datum, to: datum) == place)
    }
}
