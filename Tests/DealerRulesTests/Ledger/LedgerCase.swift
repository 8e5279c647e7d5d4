import DealerRules

/// A case of ``LedgerCases``, run line by line.
struct LedgerCase {
  let title: String
  let lines: [String]
  private var ledger = Ledger()
  private var time = Instant(secondsSinceEpoch: 1_735_689_600)
  private(set) var faults: [String] = []

  /// Cases are divided by empty lines; the first line of each is its title.
  static func all(_ text: String) -> [LedgerCase] {
    var cases: [LedgerCase] = []
    var lines: [String] = []
    let all = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for line in all + [""] {
      if line.isEmpty, !lines.isEmpty {
        cases.append(LedgerCase(title: lines[0], lines: Array(lines.dropFirst())))
        lines = []
      } else if !line.isEmpty {
        lines.append(line)
      }
    }
    return cases
  }

  private init(title: String, lines: [String]) {
    self.title = title
    self.lines = lines
  }

  /// Runs the case.
  mutating func run() {
    var index = 0
    while index < lines.count {
      var group = [lines[index]]
      index += 1
      while index < lines.count, lines[index].hasPrefix("+ ") {
        group.append(String(lines[index].dropFirst(2)))
        index += 1
      }
      step(group)
    }
  }

  private mutating func step(_ group: [String]) {
    var words = LedgerWords(group[0])
    if group[0].hasPrefix("@") {
      time = words.instant(String(group[0].dropFirst()))
      return
    }
    let first = words.next()
    if ["state", "standing", "lot", "item"].contains(first) {
      let found = statement(first, &words)
      if found != nil { note(group[0], found ?? "") }
      return
    }
    var operations: [LedgerOperation] = []
    for line in group {
      var words = LedgerWords(line)
      let id = words.next()
      guard let action = words.action() else { return note(line, "cannot be read") }
      operations.append(LedgerOperation(id, action))
    }
    let found = outcomes(operations)
    for (line, found) in zip(group, found) {
      let expected = line.split(separator: "=").last.map { $0.drop { $0 == " " } } ?? ""
      if found != expected, !(operations.count > 1 && found == "rejected linked 0.00") {
        note(line, found)
      }
    }
  }

  private mutating func note(_ line: String, _ found: String) {
    faults.append("\(title): `\(line)` gives \(found)")
  }

  private mutating func outcomes(_ operations: [LedgerOperation]) -> [String] {
    do throws(LedgerFault) {
      let answer = try ledger.apply(group: operations, at: time)
      return answer.outcomes.map { text($0) }
    } catch {
      if case .conflict = error { return ["conflict"] }
      return ["\(error)"]
    }
  }

  private func text(_ outcome: LedgerOutcome) -> String {
    switch outcome {
    case .accepted(let room): return "accepted " + (room.map { LedgerWords.text($0) } ?? "-")
    case .held(let refusal): return "held " + text(refusal)
    case .rejected(let refusal): return "rejected " + text(refusal)
    }
  }

  private func text(_ refusal: LedgerRefusal) -> String {
    ([refusal.code.name] + [refusal.node].compactMap { $0 }
      + [LedgerWords.text(refusal.shortfall)]).joined(separator: " ")
  }

  /// What stands against a statement, or `nil`.
  private func statement(_ kind: String, _ words: inout LedgerWords) -> String? {
    let id = words.next()
    let what = words.next()
    let found: String
    switch kind {
    case "state":
      let reservation = ledger.reservation(id)
      found =
        "\(reservation?.state.rawValue ?? 99) open \(LedgerWords.text(reservation?.open ?? -1))"
      let states = ["held", "reserved", "consumed", "voided", "expired"]
      let wanted = states.firstIndex(of: what) ?? 98
      return found == "\(wanted) \(words.rest())" ? nil : found
    case "item":
      let item = ledger.item(id)
      let reminded = item?.reminded.map { "\($0)" } ?? "never"
      found =
        "level \(item?.level ?? -1) \(reminded)\(item?.isDisputed ?? false ? " disputed" : "")"
      return found == ([what] + words.all()).joined(separator: " ") ? nil : found
    case "lot":
      let lot = ledger.lot(id)
      found = LedgerWords.text((what == "unused" ? lot?.unused : lot?.redeemed) ?? -1)
    default:
      let standing = ledger.standing(of: id)
      let sums = ["used": standing?.used, "unapplied": standing?.unapplied, "gone": standing?.gone]
      found = LedgerWords.text((sums[what] ?? nil) ?? -1)
    }
    return found == words.next() ? nil : found
  }
}
