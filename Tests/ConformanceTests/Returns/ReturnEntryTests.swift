import DealerRules
import Foundation
import TestSupport
import Testing

/// A return beside a ledger, event by event, as a case states them.
private struct ReturnLifeRun {
  var faults: [String] = []
  var compared = 0
  private let title: String
  private let desk: ReturnDesk
  private let sale: StoredSale
  private var life = ReturnCase(id: "r")
  private var ledger = Ledger()
  private var accounts = ReturnAccounts()

  init(_ object: [String: Any]) throws {
    title = object["title"] as? String ?? ""
    let example = ReturnExample(
      title: title, rules: try ReturnExample.source("rules.json", object["rules"] ?? [:]),
      order: try ReturnExample.source("orders.ndjson", object["order"] ?? [:]), steps: [])
    let rules = try CompiledRules(parsing: [example.rules])
    desk = ReturnDesk(rules)
    sale = try example.sale(rules)
    try open(object["ledger"] as? [String: Any] ?? [:])
    for step in object["steps"] as? [[String: Any]] ?? [] {
      let source = try ReturnExample.source("events.ndjson", step["event"] ?? [:])
      let event = try #require(try ReturnEvent.read(source).first)
      try happen(event, step["expect"] as? [String: Any] ?? [:])
    }
  }

  private mutating func open(_ stated: [String: Any]) throws {
    func amount(_ name: String) -> Int64? { (stated[name] as? String).map { Shop.millionths($0) } }
    var node = LedgerNode(id: "D", limit: .unlimited, unit: "CNY")
    node.netsCredit = stated["netsCredit"] as? Bool ?? false
    var operations = [LedgerOperation("open", .open(node))]
    accounts.node = "D"
    if let invoice = amount("invoice") {
      accounts.item = "invoice"
      operations.append(
        LedgerOperation("invoice", .post(node: "D", amount: invoice, due: nil)))
    }
    if let paid = amount("paid") {
      operations.append(
        LedgerOperation("paid", .pay(node: "D", amount: paid, item: "invoice")))
    }
    if let quota = amount("quota") {
      accounts.quota = "quota"
      operations.append(
        LedgerOperation(
          "quota", .open(LedgerNode(id: "quota", limit: .amount(quota), unit: "CNY"))))
    }
    try record(operations)
  }

  private mutating func record(_ operations: [LedgerOperation]) throws {
    guard !operations.isEmpty else { return }
    let answer = try ledger.apply(group: operations, at: Instant(secondsSinceEpoch: 0))
    for outcome in answer.outcomes {
      if case .rejected = outcome { faults.append("\(title): \(outcome)") }
    }
  }

  private mutating func happen(_ event: ReturnEvent, _ wanted: [String: Any]) throws {
    do throws(ReturnCaseFault) {
      let operations = try life.apply(event, sale, by: desk, accounts)
      try? record(operations)
      expect("fault of \(event.id)", "none", wanted["fault"] as? String ?? "none")
    } catch {
      let word = "\(error)".prefix { $0.isLetter }
      expect("fault of \(event.id)", String(word), wanted["fault"] as? String ?? "none")
    }
    check(event.id)
    let standing = ledger.standing(of: "D")
    let amounts: [String: Int64?] = [
      "credit": life.settled.last?.credit, "preview": life.preview?.credit,
      "billed": standing?.billed, "unapplied": standing?.unapplied, "used": standing?.used,
      "quota": ledger.standing(of: "quota")?.used,
    ]
    for (name, value) in wanted.sorted(by: { $0.key < $1.key }) where name != "fault" {
      let text = value as? String ?? ""
      let what = "\(name) after \(event.id)"
      switch name {
      case "state": expect(what, life.state.rawValue, text)
      case "through": expect(what, life.through.map { "\($0)" } ?? "none", text)
      default:
        let amount = amounts[name].flatMap { $0 }
        expect(what, amount.map { Money(millionths: $0, .cny).decimalText } ?? "none", text)
      }
    }
  }

  private mutating func expect(_ what: String, _ actual: String, _ wanted: String) {
    compared += 1
    if actual != wanted { faults.append("\(title): \(what) is \(actual), not \(wanted)") }
  }

  /// Records of all that happened lead to the same state, however often they are read.
  private mutating func check(_ id: String) {
    let lines = life.entries.map { ReturnEntryRecord.bytes(of: $0) + [10] }
    guard let first = lines.first else { return }
    let source = RuleSource(name: "entries.ndjson", bytes: lines.flatMap { $0 } + first)
    let again = try? ReturnCase(replaying: ReturnEntryRecord.read(source))
    if again != life { faults.append("\(title): \(id) is another state from its records") }
  }
}

@Suite("Z-074 records of returns") struct ReturnEntryTests {
  @Test func livesComeOut() throws {
    let text = try LawBook.text("Tests/ConformanceTests/Cases/Returns/lives.json")
    let lives = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
    var faults: [String] = []
    var compared = 0
    for life in lives {
      let run = try ReturnLifeRun(life)
      faults += run.faults
      compared += run.compared
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    #expect(lives.count >= 7 && compared >= 100)
    print("lives of returns \(lives.count) compared \(compared)")
  }

  /// A return of two in two parts, with every field of a request and facts.
  private static func entries() throws -> [ReturnEntry] {
    var work = try ReturnAtWork("4")
    let day = try #require(CivilDate("2025-03-10"))
    var request = ReturnRequest(id: "r", sale: "1", on: day)
    var line = ReturnRequest.Line(number: 1, quantity: 2000)
    line.reason = "unsold"
    line.condition = "sealed"
    line.expires = day
    line.disposition = .scrap
    request.lines = [line, ReturnRequest.Line(number: 1, allowance: 1_500_000, unit: 3)]
    request.reason = "other"
    request.approvedBy = "ann"
    request.approvedLevel = 7
    request.amount = 2_000_000
    request.facts.delivered = day
    request.facts.shipped = day
    request.facts.invoiced = day
    request.facts.paid = 400_000_000
    request.facts.protection = [1: 3_000_000]
    request.facts.currentPrices = [1: 99_000_000]
    request.facts.quota = ReturnFacts.Quota(purchases: 5, posted: 6, open: 7)
    request.facts.balances = ["pts/D": -250_000]
    let rung = ReturnFacts.Volume.Rung(from: 1, rate: Shop.rate("1.5%"))
    request.facts.volumes = [
      "v": ReturnFacts.Volume(bought: 1_000_000_000, paid: 15_000_000, rungs: [rung])
    ]
    try work.happen(.submit(request))
    try work.happen(.ship)
    for _ in 0..<2 {
      try work.happen(.receive([ReturnedGoods(number: 1, quantity: 1000)]))
      try work.happen(
        .inspect([InspectedGoods(number: 1, accepted: 600, rejected: 400, disposition: .scrap)]))
      try work.happen(.know(request.facts))
      try work.happen(.settle)
    }
    try work.happen(.reverse(who: "bo", why: "wrong"))
    try work.happen(.day(day))
    try work.happen(.close)
    return work.life.entries
  }

  @Test func everyFieldComesBack() throws {
    for entry in try Self.entries() {
      let source = RuleSource(name: "entry", bytes: ReturnEntryRecord.bytes(of: entry))
      #expect(try ReturnEntryRecord.read(source) == [entry])
    }
  }

  @Test func everyChangedByteIsRefused() throws {
    let good = ReturnEntryRecord.bytes(of: try #require(try Self.entries().first))
    for index in good.indices {
      var bad = good
      bad[index] = bad[index] == 0x31 ? 0x32 : 0x31
      guard bad != good else { continue }
      let read = try? ReturnEntryRecord.read(RuleSource(name: "entry", bytes: bad))
      #expect(read == nil, "byte \(index)")
    }
    let later = String(decoding: good, as: UTF8.self)
      .replacingOccurrences(of: #"{"returnEvent":1"#, with: #"{"returnEvent":2"#)
    let read = try? ReturnEntryRecord.read(RuleSource(name: "entry", text: later))
    #expect(read == nil)
  }

  @Test func whatDoesNotFollowIsRefused() throws {
    let entries = try Self.entries()
    let whole = try ReturnCase(replaying: entries)
    // Again, one by one: nothing changes.
    var twice = whole
    for entry in entries { try twice.replay(entry) }
    #expect(twice == whole)
    // Left out, changed, of another return, without its statement.
    for index in entries.indices {
      var gap = entries
      gap.remove(at: index)
      if index + 1 < entries.count {
        #expect(throws: ReturnCaseFault.notRecorded) { try ReturnCase(replaying: gap) }
      }
      var other = entries[index]
      other.event.step = .cancel
      #expect(throws: ReturnCaseFault.otherEvent) { try twice.replay(other) }
      other = entries[index]
      other.life = "s"
      #expect(throws: ReturnCaseFault.otherReturn) { try twice.replay(other) }
      guard entries[index].statement != nil else { continue }
      var untold = entries
      untold[index].statement = nil
      #expect(throws: ReturnCaseFault.notRecorded) { try ReturnCase(replaying: untold) }
    }
    #expect(twice == whole)
  }
}
