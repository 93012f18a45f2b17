// swift-tools-version: 6.2
// The house plan: one target per concern, arrows only downwards (Sources/ARCHITECTURE.md draws them).

import PackageDescription

/// Every Swift target of the root package reads and compiles by the same rules.
let rules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A Swift target in `Sources/<name>`.
func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil
) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: rules)
}

/// The tests of one target, in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, swiftSettings: rules)
}

let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

// The city as values: no socket, no file, no clock.
let pure: [Target] = [
    library("Basics"),
    library("Geo", ["Basics"]),
    library("Matching", ["Basics", "Geo"]),
    library("Journal", ["Basics"]),
    library("Engine", ["Basics", "Geo", "Journal", "Matching", heap]),
    library("HTTP", ["Basics"]),
    library("WebSocket", ["Basics", "HTTP"]),
    library("Wire", ["Basics", "Geo", "Engine"]),
    library(
        "Gateway",
        ["Basics", "Geo", "Journal", "Matching", "Engine", "HTTP", "WebSocket", "Wire"]),
    library("City", ["Basics", "Geo", "Engine", "HTTP", "WebSocket", "Wire", heap]),
    library(
        "Simulation",
        ["Basics", "Geo", "Journal", "Matching", "Engine", "Wire", "Gateway", "City", heap]),
]

// What touches the system.
let shells: [Target] = [
    .systemLibrary(
        name: "CLibUV", pkgConfig: "libuv",
        providers: [.apt(["libuv1-dev"]), .brew(["libuv"])]),
    .systemLibrary(
        name: "COpenSSL", pkgConfig: "openssl",
        providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    library("EventLoop", ["Basics", "CLibUV"]),
    library("Tokens", ["Basics", "COpenSSL"]),
    library("Store", ["Basics", "Journal", "Tokens", grdb, sqlite]),
    library("Pages", ["Basics"], resources: [.embedInCode("Resources")]),
    library(
        "Server",
        [
            "Basics", "Geo", "Journal", "Matching", "Engine", "HTTP", "Wire", "Gateway",
            "EventLoop", "Tokens", "Store", "Pages", logging, yams,
        ]),
    library("CityTraffic", ["Basics", "Engine", "HTTP", "City", "EventLoop"]),
    .executableTarget(
        name: "fleetfootd",
        dependencies: [
            "Server", "Gateway", "CityTraffic", "City", "Engine", "Journal", "Store", "Tokens",
            "Wire", "Basics",
            arguments,
        ],
        swiftSettings: rules),
    .executableTarget(
        name: "fleetfoot-sim", dependencies: ["Simulation", "Engine", "Basics", arguments],
        swiftSettings: rules),
]

let package = Package(
    name: "fleetfoot",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "fleetfootd", targets: ["fleetfootd"]),
        .executable(name: "fleetfoot-sim", targets: ["fleetfoot-sim"]),
        .library(
            name: "FleetfootCity",
            targets: ["City", "CityTraffic", "Wire", "Geo", "Engine", "Basics"]),
        .library(
            name: "FleetfootWire", targets: ["EventLoop", "HTTP", "WebSocket", "Tokens", "Gateway"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: pure + shells + [
        tests("Basics", ["Basics"]),
        tests("Geo", ["Basics", "Geo"]),
        tests("Matching", ["Basics", "Geo", "Matching"]),
        tests("Journal", ["Basics", "Journal"]),
        tests("Engine", ["Basics", "Geo", "Journal", "Matching", "Engine"]),
        tests("HTTP", ["Basics", "HTTP"]),
        tests("WebSocket", ["Basics", "HTTP", "WebSocket"]),
        tests("Wire", ["Basics", "Geo", "Engine", "Wire"]),
        tests("City", ["Basics", "Geo", "Engine", "HTTP", "WebSocket", "Wire", "City"]),
        tests(
            "Gateway",
            [
                "Basics", "Geo", "Journal", "Matching", "Engine", "HTTP", "WebSocket", "Wire",
                "Gateway", yams,
            ]),
        tests("EventLoop", ["Basics", "EventLoop"]),
        tests(
            "CityTraffic",
            [
                "Basics", "Matching", "Engine", "HTTP", "Wire", "Gateway", "City", "EventLoop",
                "CityTraffic",
            ]),
        tests("Tokens", ["Basics", "Tokens"]),
        tests(
            "Store",
            [
                "Basics", "Journal", "Store", grdb, sqlite,
            ]),
        tests("Pages", ["Basics", "Pages"]),
        tests(
            "Server",
            [
                "Basics", "Geo", "Journal", "Engine", "HTTP", "WebSocket", "Gateway", "Tokens",
                "Server", logging,
            ]),
        tests(
            "Simulation",
            ["Basics", "Geo", "Journal", "Engine", "Wire", "Gateway", "City", "Simulation"]),
        tests("Tidy", []),
    ]
)
