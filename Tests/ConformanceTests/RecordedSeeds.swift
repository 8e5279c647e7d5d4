import Foundation
import TestSupport

/// Seeds of cases that once differed, with the families of promotions that their books had; they
/// run first, always.
struct RecordedSeeds {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Cases/failing-seeds.txt")

  /// The lines of the file: a seed, then its families.
  private var lines: [String]

  static func read() -> RecordedSeeds {
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return RecordedSeeds(lines: text.split(separator: "\n").map(String.init))
  }

  private var rows: [(seed: UInt64, families: Set<OfferFamily>)] {
    lines.compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let seed = words.first.flatMap({ UInt64($0) }) else { return nil }
      return (seed, OfferFamily.named(words.dropFirst().first ?? ""))
    }
  }

  /// The seeds by the families that make the same cases again.
  var byFamilies: [Set<OfferFamily>: [UInt64]] {
    Dictionary(grouping: rows, by: \.families).mapValues { $0.map(\.seed) }
  }

  /// The families of a recorded seed.
  func families(of seed: UInt64) -> Set<OfferFamily>? {
    rows.first { $0.seed == seed }?.families
  }

  /// Adds seeds to the file.
  func add(_ seeds: [UInt64], _ families: Set<OfferFamily>) throws {
    let names = OfferFamily.allCases.filter(families.contains).map(\.rawValue)
    let new = seeds.map { "\($0) \(names.joined(separator: ","))" }
    let all = Set(lines).union(new).sorted {
      (UInt64($0.prefix { $0 != " " }) ?? 0, $0) < (UInt64($1.prefix { $0 != " " }) ?? 0, $1)
    }
    try all.map { $0 + "\n" }.joined()
      .write(to: RecordedSeeds.file, atomically: true, encoding: .utf8)
  }
}
