import DealerRules
import TestSupport
import Testing

/// A list of documents that is summed anew for every question.
private struct PlainCredit {
  struct Document {
    var id: String
    var node: Int
    var kind: CreditEntry.Kind
    var amount: Int64
    var due: Int32
  }

  var parents: [Int?]
  var modes: [CreditMode]
  var limits: [Int64?]
  var documents: [Document] = []

  /// Documents of a node and of those nested in it.
  func owed(_ node: Int) -> Int64 {
    documents.reduce(0) { sum, document in
      var at = document.node
      while at != node {
        guard modes[at] == .nested, let above = parents[at] else { return sum }
        at = above
      }
      return sum + (document.kind == .credit ? 0 : document.amount)
    }
  }

  /// What a node may owe after what is set aside for others.
  func limit(_ node: Int) -> Int64? {
    guard let own = limits[node] else { return nil }
    let aside = limits.indices.filter { child in
      guard modes[child] == .carveOut, var above = parents[child] else { return false }
      while above != node {
        guard modes[above] == .nested, let next = parents[above] else { return false }
        above = next
      }
      return true
    }
    return own - aside.reduce(0) { $0 + (limits[$1] ?? 0) }
  }

  /// Nodes whose limit the amount would exceed.
  func exceeded(_ node: Int, _ amount: Int64) -> [Int] {
    var result: [Int] = []
    var at = node
    while true {
      if let limit = limit(at), owed(at) + amount > limit { result.append(at) }
      guard modes[at] == .nested, let above = parents[at] else { return result }
      at = above
    }
  }

  /// Oldest due first, then by id; the rest is a credit.
  mutating func pay(_ id: String, _ node: Int, _ amount: Int64) {
    var left = amount
    let order = documents.indices
      .filter { documents[$0].node == node && documents[$0].kind == .invoice }
      .sorted { a, b in
        let (first, second) = (documents[a], documents[b])
        return first.due != second.due
          ? first.due < second.due : IdentifierOrder.precedes(first.id, second.id)
      }
    for index in order {
      let taken = min(left, documents[index].amount)
      documents[index].amount -= taken
      left -= taken
    }
    documents.removeAll { $0.amount == 0 }
    if left > 0 {
      documents.append(Document(id: id, node: node, kind: .credit, amount: left, due: 0))
    }
  }
}

@Suite("Credit against a plain model") struct CreditModelTests {
  private func world(_ random: inout SplitMix64) throws -> (CreditBook, PlainCredit) {
    let count = 1 + random.below(7)
    var policy = CreditPolicy()
    var plain = PlainCredit(parents: [], modes: [], limits: [])
    for index in 0..<count {
      var node = CreditNode(id: "N\(index)", currency: .cny)
      let parent = index == 0 || random.below(4) == 0 ? nil : random.below(index)
      let mode: CreditMode = [.nested, .nested, .carveOut, .isolated][random.below(4)]
      let isOpen = mode != .carveOut && random.below(4) == 0
      let limit = Int64(random.below(2000)) * 10_000
      node.parent = parent.map { "N\($0)" }
      node.mode = mode
      node.limit = isOpen ? .unlimited : .amount(limit)
      policy.nodes.append(node)
      plain.parents.append(parent)
      plain.modes.append(mode)
      plain.limits.append(isOpen ? nil : limit)
    }
    return (try CreditBook(policy), plain)
  }

  /// Orders, invoices, payments and cancellations in random trees; every decision, every binding
  /// set of nodes and every exposure is that of the plain model.
  @Test func decisionsEqualThePlainModel() throws {
    var random = SplitMix64(seed: 20_250_301)
    let day = try #require(CivilDate("2025-03-01"))
    var (operations, admitted, refused) = (0, 0, 0)
    for _ in 0..<200 {
      var (book, plain) = try world(&random)
      for step in 0..<60 {
        operations += 1
        let node = random.below(plain.parents.count)
        let amount = Int64(1 + random.below(600)) * 10_000
        switch random.below(6) {
        case 0:
          try book.pay("p\(step)", node: "N\(node)", Money(millionths: amount, .cny))
          plain.pay("p\(step)", node, amount)
        case 1:
          guard let last = plain.documents.last else { continue }
          book.remove(last.id)
          plain.documents.removeLast()
        default:
          let isInvoice = random.below(2) == 0
          let id = "d\(step)"
          var request = CreditRequest(
            id: id, node: "N\(node)", Money(millionths: amount, .cny), asOf: day)
          request.component = isInvoice ? .notDue : .orders
          let exceeded = plain.exceeded(node, amount)
          let decision = try book.decide(request)
          #expect(decision.reasons.map(\.node) == exceeded.map { "N\($0)" })
          #expect(decision.exposure == plain.owed(node))
          #expect(decision.effect == (exceeded.isEmpty ? .allow : .hold))
          guard exceeded.isEmpty else {
            refused += 1
            continue
          }
          admitted += 1
          plain.documents.append(
            PlainCredit.Document(
              id: id, node: node, kind: isInvoice ? .invoice : .order, amount: amount,
              due: .max))
        }
      }
      for node in plain.parents.indices {
        let standing = try #require(try book.standing(of: "N\(node)", on: day))
        #expect(standing.exposure == plain.owed(node))
      }
    }
    print("credit model \(operations) operations, \(admitted) admitted, \(refused) refused")
    #expect(admitted > 1000 && refused > 1000)
  }

  /// The order in which nodes and documents are listed changes nothing.
  @Test func listingOrderHasNoMeaning() throws {
    var random = SplitMix64(seed: 7)
    let day = try #require(CivilDate("2025-03-01"))
    for _ in 0..<50 {
      let (book, _) = try world(&random)
      var facts = CreditFacts()
      for index in 0..<12 {
        let node = book.policy.nodes[random.below(book.policy.nodes.count)].id
        let kind = CreditEntry.Kind.allCases[random.below(6)]
        facts.entries.append(
          CreditEntry(
            id: "e\(index)", node: node, kind,
            Money(millionths: Int64(random.below(500)) * 10_000, .cny)))
      }
      let turned = {
        var policy = book.policy
        policy.nodes.reverse()
        var other = facts
        other.entries.reverse()
        return try CreditBook(policy, other)
      }
      let (first, second) = (try CreditBook(book.policy, facts), try turned())
      for node in book.policy.nodes {
        let request = CreditRequest(
          id: "n", node: node.id, Money(millionths: 5_000_000, .cny), asOf: day)
        #expect(try first.evaluate(request) == second.evaluate(request))
        #expect(try first.fixes(for: request) == second.fixes(for: request))
      }
    }
  }

  /// What does not fit is a fault, never a trap.
  @Test func extremesAreFaults() throws {
    var policy = CreditPolicy()
    policy.nodes = [CreditNode(id: "A", currency: .cny, limit: .amount(.max))]
    var book = try CreditBook(policy)
    let most = Money(millionths: .max, .cny)
    let day = try #require(CivilDate("9999-12-31"))
    try book.post(CreditEntry(id: "a", node: "A", .invoice, most, due: day))
    #expect(throws: CreditBook.Fault.overflow("b")) {
      try book.post(CreditEntry(id: "b", node: "A", .invoice, most))
    }
    let request = CreditRequest(id: "n", node: "A", most, asOf: day)
    #expect(try book.evaluate(request).effect == .hold)
    #expect(throws: CreditBook.Fault.negative("c")) {
      try book.post(CreditEntry(id: "c", node: "A", .order, Money(millionths: -1, .cny)))
    }
    #expect(throws: CreditBook.Fault.unknownNode("B")) {
      try book.post(CreditEntry(id: "c", node: "B", .order, most))
    }
    #expect(DueRule.cutOff(day: 25, payOn: 10, months: .max).date(from: day) == nil)
    #expect(DueRule.endOfMonth(plusDays: .max, months: 1).date(from: day) == nil)
  }
}
