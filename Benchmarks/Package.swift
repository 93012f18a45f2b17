// swift-tools-version: 6.2
// Load generators and measurements, apart from the house: what they need, the daemon does not.

import PackageDescription

/// The root package's rules.
let rules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let city: Target.Dependency = .product(name: "FleetfootCity", package: "fleetfoot")
let wire: Target.Dependency = .product(name: "FleetfootWire", package: "fleetfoot")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")

let package = Package(
    name: "fleetfoot-benchmarks",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "fleetfoot-bench", targets: ["fleetfoot-bench"])],
    dependencies: [
        .package(name: "fleetfoot", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(
            name: "BenchKit", dependencies: [city, wire, heap, histogram, "CZlib"],
            swiftSettings: rules),
        .executableTarget(
            name: "fleetfoot-bench", dependencies: ["BenchKit", city, wire, arguments],
            swiftSettings: rules),
        .testTarget(
            name: "BenchKitTests", dependencies: ["BenchKit", city, wire], swiftSettings: rules),
    ]
)
