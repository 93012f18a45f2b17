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

let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")

let package = Package(
    name: "fleetfoot",
    platforms: [.macOS(.v15)],
    products: [],
    dependencies: [],
    targets: [
        library("Basics"),
    ]
)
