import Foundation

@testable import DealerRules

/// A trace with its scans as data, and what must come out (RULES.md W-001 …).
struct TraceCase {
  var name: String
  var rule: String
  private let members: [String: Any]

  /// The cases of every file below `Cases/Trace`.
  static func all() throws -> [TraceCase] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Cases/Trace")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.hasSuffix(".json") }.flatMap { file in
      let data = try Data(contentsOf: folder.appendingPathComponent(file))
      let list = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
      return list.map { TraceCase($0) }
    }
  }

  init(_ members: [String: Any]) {
    self.members = members
    name = members["name"] as? String ?? ""
    rule = members["rule"] as? String ?? ""
  }

  /// Members that a case may have; another one is a slip of its author.
  static let known: Set<String> = [
    "name", "rule", "rules", "trace", "areas", "events", "eventRows", "scans", "scanRows",
    "known", "expect",
  ]

  /// What differs from what must come out.
  func differences() throws -> [String] {
    let strays = Set(members.keys).subtracting(TraceCase.known)
    guard strays.isEmpty else { return ["unknown members \(strays.sorted())"] }
    let rules = try CompiledRules(parsing: [source("rules.json", document)])
    var log = TraceLog(try TracePolicy.read(source("trace.json", policy)))
    let isTable = members["eventRows"] != nil
    var reader = TraceEventReader(
      name: "events", format: isTable ? .csv : .ndjson, zone: rules.book.zone, log: &log)
    reader.read(bytes("events", "eventRows"), isLast: true, into: &log)
    let areas = try TraceArea.read(
      RuleSource(name: "areas.csv", text: lines("areas") ?? "dealer,region\n"),
      zone: rules.book.zone)
    let table = TraceAreas(rules, areas)
    let earlier = (members["known"] as? String).flatMap { Instant($0) }
    var scanReader = ScanReader(
      name: "scans", format: members["scanRows"] == nil ? .ndjson : .csv, zone: rules.book.zone,
      log: &log)
    var scans: [Scan] = []
    scanReader.read(bytes("scans", "scanRows"), isLast: true, into: &scans)
    let trace = log.trace()
    var classifier = ScanClassifier(
      trace, table, comparedWith: earlier.map { log.trace(knownAt: $0) })
    let verdicts = scans.map { classifier.classify($0) }
    let findings = reader.findings + trace.findings + scanReader.findings
    let faults = ChineseSentencesTests.faults
    let english = (findings + classifier.findings).flatMap { faults($0.message, $0.code, $0.help) }
    return english + table.findings.flatMap { faults($0.message, $0.code, $0.help) }
      + compare([
        "scans": verdicts.map { TraceCase.text($0, classifier) },
        "findings": findings.map { $0.rendered(files: log.files) },
        "owners": owners(trace), "containers": containers(trace),
        "periods": classifier.tally.periods().map { TraceCase.text($0) },
        "nameFindings": classifier.findings.map { $0.rendered(files: log.files) },
        "areaFindings": table.findings.map { "\($0.code) \($0.message)" },
      ])
  }

  private func compare(_ actual: [String: [String]]) -> [String] {
    let expected = members["expect"] as? [String: [String]] ?? [:]
    var result: [String] = []
    for (key, values) in expected.sorted(by: { $0.key < $1.key }) {
      // An owner or container is asked for with its answer behind an arrow.
      guard let found = actual[key] else { return ["unknown expectation \(key)"] }
      if found != values { result.append("\(key): expected \(values), found \(found)") }
    }
    for key in ["findings", "nameFindings"] where expected[key] == nil && actual[key] != [] {
      result.append("\(key) \(actual[key] ?? [])")
    }
    return result
  }

  // MARK: Texts

  private static func text(_ verdict: ScanVerdict, _ classifier: ScanClassifier) -> String {
    var parts = [verdict.outcome.rawValue, verdict.reason.rawValue]
    if let dealer = verdict.dealer { parts.append(dealer) }
    if let event = classifier.event(of: verdict) { parts.append("by \(event)") }
    if let other = verdict.other { parts.append("other \(other)") }
    if let product = verdict.product { parts.append("of \(product)") }
    parts.append(verdict.grade.name)
    if verdict.isReopened { parts.append("reopened") }
    return parts.joined(separator: " ")
  }

  static func text(_ row: DealerPeriod) -> String {
    let grades = row.grades.map { "\($0)" }.joined(separator: "/")
    return "\(row.dealer) \(row.period) in \(row.inRegion) explained \(row.explained) "
      + "out \(row.outOfRegion) unknown \(row.unknown) grades \(grades) "
      + "lower \(row.lowerBound) \(row.level.rawValue)\(row.isProved ? " proved" : "")"
  }

  /// `CODE AT -> DEALER EVENT`, from the questions of the expectation itself.
  private func owners(_ trace: Trace) -> [String] {
    questions("owners").map { question in
      let answer = trace.owner(of: question.code, at: question.at)
      let text = answer.map { "\($0.dealer ?? "supplier") \($0.event)" } ?? "nobody"
      return "\(question.text) -> \(text)"
    }
  }

  private func containers(_ trace: Trace) -> [String] {
    questions("containers").map { question in
      let found = trace.containers(of: question.code, at: question.at)
      return "\(question.text) -> \(found.isEmpty ? "nothing" : found.joined(separator: " "))"
    }
  }

  private func questions(_ key: String) -> [(text: String, code: String, at: Instant)] {
    let expected = (members["expect"] as? [String: Any])?[key] as? [String] ?? []
    return expected.compactMap { line in
      let words = line.components(separatedBy: " -> ")[0].split(separator: " ").map(String.init)
      guard words.count == 2, let at = Instant(words[1]) else { return nil }
      return (words.joined(separator: " "), words[0], at)
    }
  }

  // MARK: Documents

  private var document: Any {
    var result: [String: Any] = [
      "rules": 1, "currency": "CNY",
      "priceTables": [["id": "list", "keys": ["product"]]],
      "priceKinds": [["id": "price", "accesses": [["tables": ["list"]]]]],
    ]
    for (key, value) in members["rules"] as? [String: Any] ?? [:] { result[key] = value }
    return result
  }

  private var policy: Any {
    var result: [String: Any] = ["trace": 1]
    for (key, value) in members["trace"] as? [String: Any] ?? [:] { result[key] = value }
    return result
  }

  private func source(_ name: String, _ value: Any) throws -> RuleSource {
    RuleSource(name: name, bytes: [UInt8](try JSONSerialization.data(withJSONObject: value)))
  }

  private func lines(_ key: String) -> String? {
    (members[key] as? [String])?.joined(separator: "\n")
  }

  /// Records as NDJSON from objects (or lines as they stand), or the rows of a table.
  private func bytes(_ objects: String, _ rows: String) -> [UInt8] {
    if let table = lines(rows) { return Array((table + "\n").utf8) }
    let texts = (members[objects] as? [Any] ?? []).map { value -> String in
      if let line = value as? String { return line }
      let data = try? JSONSerialization.data(withJSONObject: value, options: .sortedKeys)
      return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    return Array((texts.joined(separator: "\n") + "\n").utf8)
  }
}
