// Every run does a small share of the long proofs; `FLEETFOOT_ROUNDS` asks for all of one and has its figures
// printed.

import Foundation

private let roundsAsked = ProcessInfo.processInfo.environment["FLEETFOOT_ROUNDS"]
    .flatMap { Int($0) }

/// How often something is tried: `usual` times, or as often as the environment asks for.
func raceCount(usual: Int) -> Int { roundsAsked ?? usual }

/// Whether this run was asked for in full.
var isFullSize: Bool { roundsAsked != nil }

/// What a run in full has measured.
func figure(_ text: String) {
    if isFullSize { print("figure: \(text)") }
}
