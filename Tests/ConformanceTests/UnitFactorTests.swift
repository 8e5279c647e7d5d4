import DealerRules
import Foundation
import Testing

/// Q-002: exact factors for the units of UN/ECE Recommendation 20.
@Suite("Q-002 units of UN/ECE Recommendation 20") struct UnitFactorTests {
  struct Row {
    var code: String
    var isWithdrawn: Bool
    var printed: String
  }

  static let expected: [(code: String, factor: String, unit: String)] = [
    ("DZN", "12", ""), ("GRO", "144", ""), ("CEN", "100", ""), ("PR", "2", ""),
    ("MLD", "1000000000", ""), ("LBR", "45359237/100000000", "kg"), ("FOT", "381/1250", "m"),
    ("GLL", "946353/250000000", "m³"), ("ONZ", "1417476/50000000", "kg"),
    ("YRD", "1143/1250", "m"), ("NMI", "1852", "m"), ("TNE", "1000", "kg"),
    ("LTR", "1/1000", "m³"), ("A48", "5/9", "K"),
  ]

  static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let fixture = packageRoot.appending(
    path: "Tests/ConformanceTests/Fixtures/uom_rec20/units-of-measure.csv")

  /// The whole table, where a checkout has the shared data beside it.
  static var fullTable: URL {
    let named = ProcessInfo.processInfo.environment["DEALER_RULES_SHARED"]
    let shared = named.map { URL(filePath: $0) } ?? packageRoot.appending(path: "../shared")
    return shared.appending(path: "data/uom_rec20/units-of-measure.csv")
  }

  static var hasFullTable: Bool { FileManager.default.fileExists(atPath: fullTable.path) }

  /// The fields of a line, quotes undone; the table has no line breaks inside fields.
  static func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  static func rows(_ file: URL) throws -> [Row] {
    let text = try String(contentsOf: file, encoding: .utf8)
    let lines = text.split(separator: "\n")
    let header = fields(try #require(lines.first))
    let code = try #require(header.firstIndex(of: "CommonCode"))
    let status = try #require(header.firstIndex(of: "Status"))
    let factor = try #require(header.firstIndex(of: "ConversionFactor"))
    return try lines.dropFirst().map { line in
      let fields = fields(line)
      try #require(fields.count == header.count, "\(line)")
      return Row(code: fields[code], isWithdrawn: !fields[status].isEmpty, printed: fields[factor])
    }
  }

  static func check(_ rows: [Row]) throws {
    for (code, text, unit) in expected {
      let row = try #require(rows.first { $0.code == code && !$0.isWithdrawn }, "\(code)")
      let factor = try #require(Factor(text))
      #expect(PrintedFactor(row.printed) == .factor(factor, unit: unit), "\(code)")
    }
  }

  @Test func committedRows() throws {
    let rows = try Self.rows(Self.fixture)
    #expect(rows.count == 16)
    try Self.check(rows)
    let last = rows.suffix(2).map { PrintedFactor($0.printed) }
    #expect(last == [.skipped(.unitOnly), .skipped(.point)])
  }

  static let printed: [(String, PrintedFactor)] = [
    ("", .skipped(.empty)), ("kg", .skipped(.unitOnly)), ("use pair", .skipped(.unitOnly)),
    ("103pascal", .skipped(.irregular)), ("10-18 m3", .skipped(.irregular)),
    ("10⁻8", .skipped(.irregular)), ("3,511 677 10⁻³ N x m", .skipped(.irregular)),
    ("0,013 8 in (approx)", .skipped(.irregular)), ("1.667 x 10-2 /s", .skipped(.point)),
    ("10^[Power in dBW/10] W", .skipped(.irregular)), ("10⁻²⁸ m²", .skipped(.outOfBounds)),
  ]
  @Test(arguments: printed) func skips(text: String, expected: PrintedFactor) {
    #expect(PrintedFactor(text) == expected)
  }

  static let plain: [(text: String, factor: String, unit: String)] = [
    ("10³m³", "1000", "m³"), ("10⁻⁷J", "1e-7", "J"), ("7,957 747 x 10 A/m", "79.57747", "A/m"),
    ("2,930 711x 10⁻¹ W", "0.2930711", "W"), ("1/J", "1", "/J"), ("1/1", "1", ""),
    ("10⁵ x  1 055,056 J", "105505600", "J"), ("4, 731 76 x 10⁻⁴ m³", "0.000473176", "m³"),
    ("10⁻¹ x m³/kg", "0.1", "m³/kg"), ("20 441,7 W/(m² x K)", "20441.7", "W/(m² x K)"),
    ("6,241\u{A0}51 x 10⁻¹⁰ m²/J", "6.24151e-10", "m²/J"), ("2,490 82 × 10² Pa", "249.082", "Pa"),
  ]
  @Test(arguments: plain) func reads(text: String, factor: String, unit: String) throws {
    #expect(PrintedFactor(text) == .factor(try #require(Factor(factor)), unit: unit))
  }

  /// The table is 2136 rows of public data that the package does not carry.
  @Test(.enabled(if: hasFullTable, "the shared data folder is not beside this checkout"))
  func wholeTable() throws {
    let rows = try Self.rows(Self.fullTable)
    try Self.check(rows)
    var parsed = 0
    var skipped: [PrintedFactor.Reason: Int] = [:]
    for row in rows {
      switch PrintedFactor(row.printed) {
      case .factor(let factor, _):
        parsed += 1
        // Whatever was read survives its own text and its inverse.
        if Factor(factor.description) != factor || factor.multiplied(by: factor.inverse) != .one {
          Issue.record("\(row.code) \(row.printed)")
        }
      case .skipped(let reason): skipped[reason, default: 0] += 1
      }
    }
    let reasons = PrintedFactor.Reason.allCases.map { "\(skipped[$0] ?? 0) \($0.rawValue)" }
    print("Q-002 \(rows.count) units: \(parsed) parsed; \(reasons.joined(separator: ", "))")
    #expect(rows.count == 2136)
    #expect(parsed == 1209)
    #expect(skipped == [.empty: 636, .unitOnly: 246, .point: 13, .irregular: 14, .outOfBounds: 18])
  }
}
