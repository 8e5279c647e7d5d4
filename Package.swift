// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "dealer-rules",
  platforms: [.iOS(.v18), .macOS(.v15)],
  products: [
    .library(name: "DealerRules", targets: ["DealerRules"]),
    .library(name: "DealerRulesFoundation", targets: ["DealerRulesFoundation"]),
    .executable(name: "dealer-rules", targets: ["dealer-rules"]),
    .executable(name: "reprice-adventure-works", targets: ["reprice-adventure-works"]),
    .executable(name: "order-desk", targets: ["order-desk"]),
    .executable(name: "bench", targets: ["bench"]),
  ],
  targets: [
    .target(name: "DealerRules", swiftSettings: settings),
    .target(
      name: "DealerRulesFoundation", dependencies: ["DealerRules"], swiftSettings: settings),
    .executableTarget(
      name: "dealer-rules", dependencies: ["DealerRules", "DealerRulesFoundation"],
      path: "Examples/dealer-rules", swiftSettings: settings),
    .executableTarget(
      name: "reprice-adventure-works", dependencies: ["DealerRules", "DealerRulesFoundation"],
      path: "Examples/reprice-adventure-works", swiftSettings: settings),
    .executableTarget(
      name: "order-desk", dependencies: ["DealerRules", "DealerRulesFoundation"],
      path: "Examples/order-desk", exclude: ["README.md", "day.ndjson"],
      swiftSettings: settings),
    .executableTarget(
      name: "bench", dependencies: ["AllocationCounter", "DealerRules", "DealerRulesFoundation"],
      path: "Benchmarks/bench", swiftSettings: settings),
    .target(name: "AllocationCounter", path: "Benchmarks/AllocationCounter"),
    .target(
      name: "TestSupport", dependencies: ["DealerRules", "DealerRulesFoundation"],
      path: "Tests/Support", swiftSettings: settings),
    .testTarget(
      name: "DealerRulesTests", dependencies: ["DealerRules", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["DealerRules", "DealerRulesFoundation", "TestSupport"],
      exclude: ["Cases", "Fixtures", "SharedCases/Known.txt"], swiftSettings: settings),
  ]
)
