import DealerRules
import Foundation

/// What `scans --format` writes: one record for each scan, in the order of the file.
struct ScansOutput {
  /// How records are written.
  enum Format {
    case ndjson
    case csv
  }

  private let format: Format
  private var buffer: [UInt8] = []

  init(_ format: Format) {
    self.format = format
    if format == .csv {
      let names = ScansOutput.fields.map(\.name).joined(separator: ",")
      buffer = Array((names + "\n").utf8)
    }
  }

  private static let fields: [(name: String, isText: Bool)] = [
    ("line", false), ("code", true), ("at", true), ("region", true), ("class", true),
    ("reason", true), ("grade", true), ("dealer", true), ("other", true), ("product", true),
    ("event", true), ("reopened", false),
  ]

  mutating func add(_ scan: Scan, _ verdict: ScanVerdict, _ classifier: ScanClassifier) {
    let region = scan.region.isEmpty ? nil : scan.region
    let values: [String?] = [
      "\(scan.place.line)", scan.code, "\(scan.at)", region, verdict.outcome.rawValue,
      verdict.reason.rawValue, verdict.grade.name, verdict.dealer, verdict.other, verdict.product,
      classifier.event(of: verdict), "\(verdict.isReopened)",
    ]
    let line: String
    switch format {
    case .csv: line = values.map { DecisionOutput.cell($0 ?? "") }.joined(separator: ",")
    case .ndjson:
      let members = zip(ScansOutput.fields, values).map { field, value in
        let text = value.map { field.isText ? Console.quoted($0) : $0 } ?? "null"
        return "\"\(field.name)\":\(text)"
      }
      line = "{\(members.joined(separator: ","))}"
    }
    buffer += Array(line.utf8)
    buffer.append(0x0A)
  }

  /// Writes what was added.
  mutating func flush() throws {
    do {
      try Console.write(buffer)
    } catch {
      throw FileError(message: "cannot write the scans: \(error)")
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
