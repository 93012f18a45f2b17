// Messages and answers byte by byte, and who sees what of an order.

import Basics
import Geo
import Testing

@testable import Engine
@testable import Wire

/// The daemon's messages, byte by byte as the protocol shows them.
struct RenderingTests {
    let order = OrderID(number: 17).text
    let offer = OfferID(number: 3).text

    static func picture(_ order: Order, _ viewer: OrderViewer) -> OrderPicture {
        OrderPicture(order: order, runners: [Samples.card], etaPickup: instant(9), viewer: viewer)
    }

    func rendered(_ order: Order, _ viewer: OrderViewer) -> String {
        text { $0.writeOrder(Self.picture(order, viewer), datum: .wgs84) }
    }

    @Test func anOrderAsItsOwnerSeesIt() {
        let json = text { writer in
            writer.writeOrder(
                OrderPicture(order: Samples.order, viewer: .owner(subject: "c1")), datum: .wgs84)
        }
        #expect(
            json
                == #"{"id":"\#(order)","number":"20261121-000017","externalId":"A-17","version":1,"#
                + #""state":"matching","reason":null,"type":"parcel","stops":[{"kind":"pickup","#
                + #""latitude":31.2304,"longitude":121.4737,"address":"菜鸟驿站","contact":{"name":"王小明","#
                + #""phone":"13800000000"},"code":"3-2-1007"},{"kind":"dropoff","latitude":31.2333,"#
                + #""longitude":121.4801,"address":"女生宿舍 3 栋","contact":{"name":"李","phone":"13900000000"},"#
                + #""note":"到楼下打电话","code":"4821"}],"items":[{"description":"小件","weightGrams":800}],"#
                + #""runnerPools":["female"],"legs":[{"index":0,"state":"matching","pools":["female"],"epoch":0,"#
                + #""runner":null,"from":0,"to":1,"station":null,"startStation":null,"holder":"sender"}],"price":{"currency":"CNY","#
                + #""base":500,"distance":180,"addition":200,"total":880,"tariff":"v3"},"eta":{"pickup":null,"#
                + #""dropoff":null},"promisedBy":1801000,"flags":[],"scheduledAt":null,"choices":[],"createdAt":1000}"#
        )
    }

    @Test func everyoneSeesTheirOwnPart() {
        let owner = rendered(Samples.assigned, .owner(subject: "c1"))
        #expect(owner.contains(#""runner":{"name":"张*","vehicle":"bicycle","rating":null}"#))
        #expect(owner.contains("4821") && owner.contains("3-2-1007") && !owner.contains("r1"))
        for viewer in [OrderViewer.staff] {
            let seen = rendered(Samples.assigned, viewer)
            #expect(
                seen.contains(
                    #""runner":{"id":"r1","name":"张伟","vehicle":"bicycle","rating":null}"#))
            #expect(
                seen.contains("13900000000") && !seen.contains("4821") && !seen.contains("1007"))
        }
        let runner = rendered(Samples.assigned, .runner)
        #expect(runner.contains("3-2-1007") && runner.contains("13900000000"))
        #expect(!runner.contains("4821") && runner.contains("\"price\""))
        let masked = rendered(Samples.assigned, .masked)
        for secret in [
            "4821", "1007", "王小明", "139", "菜鸟", "宿舍", "电话", "小件", "张", "A-17", "price", "121.4801",
        ] {
            #expect(!masked.contains(secret), "\(secret)")
        }
        #expect(masked.contains(#"{"kind":"dropoff","latitude":31.233,"longitude":121.48}"#))
        #expect(masked.contains(#"{"kind":"pickup","latitude":31.2304,"longitude":121.4737}"#))
    }

    @Test func aCancelledOrderSaysWhatItCosts() {
        var cancelled = Samples.assigned
        cancelled.state = .cancelled
        cancelled.cancellation = Cancellation(from: .assigned, fee: 300, reason: "late")
        #expect(
            rendered(cancelled, .owner(subject: "c1")).hasSuffix(
                #""createdAt":1000,"cancellation":{"from":"assigned","fee":300,"reason":"late"}}"#))
    }

    @Test(arguments: [("张伟", "张*"), ("", ""), ("é", "é*"), ("👩‍👩‍👧x", "👩‍👩‍👧*")])
    func namesAreMasked(name: String, expected: String) {
        #expect(maskedName(name) == expected)
    }

    @Test func positions() {
        let json = text {
            $0.writePosition(Samples.position, sentAt: instant(10_050), datum: .wgs84)
        }
        #expect(
            json == #"{"type":"position","order":"\#(order)","epoch":1,"latitude":31.2301,"#
                + #""longitude":121.4731,"headingDegrees":87.5,"fixTime":10000,"receivedAt":10040,"#
                + #""sentAt":10050,"positionAgeMs":50,"remainingSeconds":410}"#)
        var unknown = Samples.position
        unknown.headingDegrees = -1
        unknown.remainingSeconds = nil
        let early = text { $0.writePosition(unknown, sentAt: instant(9_000), datum: .wgs84) }
        #expect(
            early.contains(#""headingDegrees":null"#)
                && early.contains(#""positionAgeMs":0,"remainingSeconds":null}"#))
    }

    @Test func eventsAndEnds() {
        let event = Samples.order.events[1]
        #expect(
            text { $0.writeEvent(order: OrderID(number: 17), sequence: 2, event) }
                == #"{"type":"event","order":"\#(order)","seq":2,"epoch":0,"leg":0,"state":"noTaker","at":3000,"#
                + #""version":2,"reason":"no"}"#)
        #expect(
            text { $0.writeEnded(order: OrderID(number: 17), state: .delivered, reason: nil) }
                == #"{"type":"ended","order":"\#(order)","state":"delivered","reason":null}"#)
        let list = text {
            $0.writeEvents(
                of: Samples.order, since: 1, position: nil, sentAt: instant(0), datum: .wgs84)
        }
        #expect(list.hasPrefix(#"{"events":[{"order":"\#(order)","seq":2,"#))
        #expect(list.hasSuffix(#"}],"seq":2,"position":null}"#))
    }

    @Test func answers() {
        #expect(
            text { $0.writeOk(re: .text("a1"), duty: .on) }
                == #"{"type":"ok","re":"a1","duty":"on"}"#)
        #expect(text { $0.writeOk(re: .number(17)) } == #"{"type":"ok","re":17}"#)
        #expect(
            text { $0.writeOk(re: .text("b1"), sequence: 16) }
                == #"{"type":"ok","re":"b1","seq":16}"#)
        let refusal = Refusal(.outOfRange, field: "/latitude", limit: 90, detail: "lower")
        #expect(
            text { $0.writeSocketError(refusal, re: .number(17)) }
                == #"{"type":"error","code":"outOfRange","field":"/latitude","limit":90,"detail":"lower","re":17}"#
        )
        #expect(
            text {
                $0.writeProblem(
                    Refusal(
                        .poolConflict, field: "/runnerPools", detail: "d", claimable: true,
                        filter: "pool"))
            }
                == #"{"type":"/problems/pool-conflict","title":"Pool conflict","status":422,"code":"poolConflict","#
                + #""field":"/runnerPools","detail":"d","filter":"pool","claimable":true}"#)
        let conflict = text {
            $0.writeProblem(
                Refusal(.versionConflict, detail: "d"),
                order: Self.picture(Samples.order, .owner(subject: "c1")))
        }
        #expect(conflict.contains(#""detail":"d","order":{"id":"\#(order)""#))
    }

    @Test func everyCodeHasAStatus() {
        let statuses: [Int: Set<RefusalCode>] = Dictionary(
            grouping: RefusalCode.allCases, by: { Refusal($0, detail: "").status }
        ).mapValues { Set($0) }
        #expect(
            statuses[400] == [.keyRequired] && statuses[404] == [.notFound]
                && statuses[429] == [.rateLimited])
        #expect(
            statuses[403] == [.forbidden, .notYours] && statuses[503] == [.notReady, .overloaded])
        #expect(statuses[409]?.count == 12 && statuses[422]?.count == 14 && statuses.count == 8)
    }

    @Test func offersAndStops() {
        let picture = OfferPicture(offer: Samples.offer, stops: Samples.draft.stops)
        let fields =
            #""offer":"\#(offer)","epoch":1,"order":"\#(order)","leg":0,"expiresAt":20000,"remainingMs":15000,"#
            + #""stops":[{"kind":"pickup","latitude":31.2304,"longitude":121.4737},{"kind":"dropoff","#
            + #""latitude":31.233,"longitude":121.48}],"fee":640,"pickupDistanceMeters":420}"#
        #expect(
            text { $0.writeOffer(picture, now: instant(5_000), datum: .wgs84) }
                == #"{"type":"offer","# + fields)
        #expect(
            text { $0.writeOffers([picture], cursor: 7, now: instant(5_000), datum: .wgs84) }
                == #"{"offers":[{"# + fields + #"],"cursor":7}"#)
        #expect(
            text { $0.writeOffer(picture, now: instant(30_000), datum: .wgs84) }.contains(
                "\"remainingMs\":0,"))
        #expect(
            text { $0.writeWithdrawn(offer: OfferID(number: 3), reason: "notSeen") }
                == #"{"type":"withdrawn","offer":"\#(offer)","reason":"notSeen"}"#)
        #expect(
            text { $0.writeUnassigned(order: OrderID(number: 17), reason: "byHand") }
                == #"{"type":"unassigned","order":"\#(order)","reason":"byHand"}"#)
        let visit = StopVisit(
            order: OrderID(number: 17), leg: 0, index: 1, stop: Samples.draft.stops[1])
        let stops = text { $0.writeStops(version: 9, [visit], datum: .wgs84) }
        #expect(
            stops.hasPrefix(
                #"{"type":"stops","version":9,"stops":[{"order":"\#(order)","leg":0,"index":1,"kind":"dropoff","#
            ))
        #expect(stops.contains("13900000000") && !stops.contains("4821"))
    }

    @Test func sessions() {
        let welcome = Welcome(
            runner: RunnerID("r1"), duty: .off, lastSequence: 0, serverTime: instant(5),
            reportInterval: .seconds(4), pingInterval: .seconds(25), stopsVersion: 8)
        #expect(
            text { $0.writeWelcome(welcome, datum: .wgs84) }
                == #"{"type":"welcome","runner":"r1","duty":"off","lastSeq":0,"serverTime":5,"reportIntervalMs":4000,"#
                + #""pingIntervalMs":25000,"legs":[],"offers":[],"stops":[],"stopsVersion":8,"protocol":"1.0"}"#
        )
        var counts = FixCounts()
        counts.accepted = 12
        #expect(
            text { $0.writeFixesAck(upToSequence: 12, counts) }
                == #"{"type":"fixesAck","upToSeq":12,"accepted":12,"dropped":{}}"#)
        counts[.duplicate] = 1
        counts[.teleport] = 2
        #expect(
            text { $0.writeFixesAck(upToSequence: 12, counts) }
                == #"{"type":"fixesAck","upToSeq":12,"accepted":12,"dropped":{"duplicate":1,"teleport":2}}"#
        )
        #expect(
            text { $0.writeReportInterval(.seconds(8)) } == #"{"type":"reportInterval","ms":8000}"#)
    }

    @Test func runnersAndTracks() {
        let profile = RunnerProfile(id: RunnerID("r1"), name: "张", gender: "female")
        let runner = text {
            $0.writeRunner(Runner(profile: profile), live: nil, state: .off, datum: .wgs84)
        }
        #expect(
            runner
                == #"{"id":"r1","name":"张","person":null,"gender":"female","phone":null,"rating":null,"vehicle":"bicycle","skills":[],"#
                + #""pools":[],"capacity":{"orders":4,"grams":15000},"ownCap":null,"verified":false,"blocked":false,"site":null,"#
                + #""duty":"off","#
                + #""state":"off","load":{"orders":0,"grams":0}}"#)
        let row = RunnerRow(
            id: RunnerID("r1"), coordinate: coordinate(1, 2), fixTime: instant(3), state: .free,
            load: Load(), pools: ["female"])
        let near = NearRunner(row: row, geohash: "wtw3s", distanceMeters: 40)
        let fields =
            #"{"id":"r1","latitude":0.0000001,"longitude":0.0000002,"fixTime":3,"state":"free","#
            + #""load":{"orders":0,"grams":0},"pools":["female"]"#
        #expect(
            text { $0.writeRunners(near: [near], datum: .wgs84) }
                == #"{"runners":["# + fields + #","geohash":"wtw3s","distanceMeters":40}]}"#)
        let point = TrackPoint(
            coordinate: coordinate(0, 0), fixTime: instant(1), leg: 0, epoch: 1, late: true,
            clockCorrected: true)
        let gap = TrackGap(from: instant(1), to: instant(9), reason: "silent")
        #expect(
            text { $0.writeTrack(points: [point], gaps: [gap], datum: .wgs84) }
                == #"{"points":[{"latitude":0,"longitude":0,"fixTime":1,"leg":0,"epoch":1,"late":true,"#
                + #""clockCorrected":true}],"gaps":[{"from":1,"to":9,"reason":"silent"}]}"#)
        let list = text {
            $0.writeOrders(
                [OrderPicture(order: Samples.order, viewer: .owner(subject: "c1"))], cursor: nil,
                datum: .wgs84)
        }
        #expect(list.hasPrefix(#"{"orders":[{"id":"#) && list.hasSuffix(#"}],"cursor":null}"#))
    }

    @Test func datumsAreConverted() {
        let place = Samples.position.coordinate.converted(from: .wgs84, to: .gcj02)
        let expected = text { $0.value(degreesE7: place.latitudeE7) }
        let json = text { $0.writePosition(Samples.position, sentAt: instant(0), datum: .gcj02) }
        #expect(json.contains("\"latitude\":\(expected),") && expected != "31.2301")
    }
}
