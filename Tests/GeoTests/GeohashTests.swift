// Geohashes against the vectors of independent implementations.

import Basics
import Geo
import Testing

@Suite("Geohashes")
struct GeohashTests {
    @Test("encodes as independent implementations do")
    func encodes() {
        #expect(encodeVectors.count == 60)
        for vector in encodeVectors {
            let (latitude, longitude) = (vector.latitude, vector.longitude)
            let hash = Geohash.encode(latitude: latitude, longitude: longitude, bits: 64)
            #expect(hash == vector.hash, "\(vector)")
            #expect(Geohash.text(hash >> 4, characters: 12) == vector.text)
            for bits in 0...63 {
                let prefix = Geohash.encode(latitude: latitude, longitude: longitude, bits: bits)
                #expect(prefix == vector.hash >> UInt64(64 - bits))
            }
        }
    }

    @Test("decodes as independent implementations do")
    func decodes() throws {
        #expect(decodeVectors.count == 60)
        for vector in decodeVectors {
            let (hash, bits) = try #require(Geohash.parse(vector.text))
            let box = Geohash.decode(hash, bits: bits)
            #expect(abs(box.south - vector.south) < 1e-9, "\(vector)")
            #expect(abs(box.north - vector.north) < 1e-9, "\(vector)")
            #expect(abs(box.west - vector.west) < 1e-9, "\(vector)")
            #expect(abs(box.east - vector.east) < 1e-9, "\(vector)")
            #expect(Geohash.text(hash, characters: bits / 5) == vector.text)
        }
    }

    @Test("names neighbours as independent implementations do")
    func neighbors() throws {
        #expect(neighborVectors.count == 60)
        for vector in neighborVectors {
            let hash = Geohash.encode(
                latitude: vector.latitude, longitude: vector.longitude, bits: vector.bits)
            #expect(hash == vector.hash)
            #expect(Geohash.neighbors(hash, bits: vector.bits) == vector.hashes)
            let (cell, bits) = try #require(Geohash.parse(vector.text))
            let texts = Geohash.neighbors(cell, bits: bits).map {
                Geohash.text($0, characters: bits / 5)
            }
            #expect(texts.joined(separator: " ") == vector.texts)
        }
    }

    @Test("a cell owns its south-west corner, and nothing that lies a hair's breadth off it")
    func edges() {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<5_000 {
            let bits = generator.number(in: 2...64)
            let hash = generator.next() >> UInt64(64 - bits)
            let box = Geohash.decode(hash, bits: bits)
            func encode(_ latitude: Double, _ longitude: Double) -> UInt64 {
                Geohash.encode(latitude: latitude, longitude: longitude, bits: bits)
            }
            #expect(encode(box.south, box.west) == hash)
            #expect(encode(box.centerLatitude, box.centerLongitude) == hash)
            #expect(encode(box.north.nextDown, box.east.nextDown) == hash)
            if box.north < 90 { #expect(encode(box.north, box.west) != hash) }
            if box.east < 180 { #expect(encode(box.south, box.east) != hash) }
            if box.south > -90 { #expect(encode(box.south.nextDown, box.west) != hash) }
            if box.west > -180 { #expect(encode(box.south, box.west.nextDown) != hash) }
        }
    }

    @Test("the ends of the world")
    func ends() {
        func encode(_ latitude: Double, _ longitude: Double) -> UInt64 {
            Geohash.encode(latitude: latitude, longitude: longitude, bits: 64)
        }
        #expect(encode(-90, -180) == 0)
        #expect(encode(90, 180) == .max)
        #expect(encode(0, 0) == 0xC000_0000_0000_0000)
        #expect(encode(-1e-300, 0) == 0x9555_5555_5555_5555)
        #expect(encode(91, 200) == .max)
        #expect(encode(-.infinity, -.infinity) == 0)
        let world = Geohash.decode(0, bits: 0)
        #expect(world == Geohash.Box(south: -90, west: -180, north: 90, east: 180))
    }

    @Test("across a pole lies the same row half-way round")
    func acrossPoles() {
        let north = Geohash.encode(latitude: 90, longitude: 10, bits: 30)
        let south = Geohash.encode(latitude: -90, longitude: 10, bits: 30)
        let acrossNorth = Geohash.encode(latitude: 90, longitude: -170, bits: 30)
        let acrossSouth = Geohash.encode(latitude: -90, longitude: -170, bits: 30)
        #expect(Geohash.neighbors(north, bits: 30)[0] == acrossNorth)
        #expect(Geohash.neighbors(south, bits: 30)[4] == acrossSouth)
        let east = Geohash.encode(latitude: 0, longitude: 180, bits: 30)
        #expect(
            Geohash.neighbors(east, bits: 30)[2]
                == Geohash.encode(latitude: 0, longitude: -180, bits: 30))
    }

    @Test("text round trip at every length")
    func texts() throws {
        var generator = SeededGenerator(seed: 7)
        for characters in 1...12 {
            for _ in 0..<100 {
                let hash = generator.next() >> UInt64(64 - 5 * characters)
                let text = Geohash.text(hash, characters: characters)
                #expect(text.count == characters)
                let parsed = try #require(Geohash.parse(text))
                #expect(parsed == (hash, 5 * characters))
                #expect(try #require(Geohash.parse(text.uppercased())) == parsed)
            }
        }
    }

    @Test(
        "what is no geohash",
        arguments: ["", "a", "wtwi", "wtw 3", "wtl", "o", "é", "0123456789bcd"])
    func refused(text: String) {
        #expect(Geohash.parse(text) == nil)
    }
}
