import DealerRules
import Foundation

/// What a journal says of each order after each request, added up from its postings alone.
struct DeskBalance {
  var ledger = Ledger()
  /// Requests that moved something, by kind.
  private(set) var counts: [String: Int] = [:]
  /// The operation that was taken last.
  private(set) var last = ""
  private var standing: [String: String] = [:]
  private var lives: [String: ReturnCase] = [:]
  private var settled: [String: [ReturnStatement]] = [:]
  private var again: [String: ReturnStatement] = [:]
  /// How many returns were settled when they were last settled again.
  private var since: [String: Int] = [:]
  /// Billed, posted and credited, by order.
  private var billed: [String: Int64] = [:]
  private var posted: [String: Int64] = [:]
  private var credited: [String: Int64] = [:]
  private var orders: [String: String] = [:]
  /// Claims of limits, sources and points, by order and node.
  private var claims: [String: [String]] = [:]
  private var earned: [String: Int64] = [:]
  /// Orders of which goods have left, maybe for nothing.
  private var left: Set<String> = []
  private let places: [String: String]
  /// What keeps money that pays for orders.
  private let payers: [String]

  /// - Parameter lowersPrices: Whether funds are a part of the price, so that nothing is billed of
  ///   what they pay.
  init(_ places: [String: String], lowersPrices: Bool = false) {
    self.places = places
    payers = lowersPrices ? ["funding/"] : ["funding/", "rebateFund/"]
  }

  private func place(of operation: String) -> String? {
    let request = String(operation.prefix { $0 != "/" })
    return places[request]
  }

  mutating func take(_ event: LedgerEvent) throws {
    try ledger.replay(event)
    if case .expired(let place) = event.change, !place.contains("/") { count("expire") }
    guard case .decided(let decisions) = event.change else { return }
    for decision in decisions {
      if case .rejected = decision.outcome { continue }
      let id = decision.operation.id
      guard let place = place(of: id), !id.contains("/settle") else { continue }
      last = id
      if !id.contains("/") { count(id.filter { $0.isLetter }) }
      try take(decision.operation, place)
    }
  }

  private mutating func count(_ kind: String) { counts[kind, default: 0] += 1 }

  private mutating func take(_ operation: LedgerOperation, _ place: String) throws {
    let id = operation.id
    switch operation.action {
    case .reserve where id.contains("/"): claims[place, default: []].append(id)
    case .reserve(let node, _, _, _, _) where node.hasPrefix("free/"): count("free")
    case .amend(let order, _) where order == place:
      standing[place] = String(id.prefix { $0 != "/" })
      since[place] = settled[place]?.count
    case .invoice(_, let amount, _): billed[place, default: 0] += amount
    case .post(_, let amount, _): posted[place, default: 0] += amount
    case .creditMemo(_, let amount): credited[place, default: 0] += amount
    // What has no invoice is credited on the account.
    case .pay(_, let amount, nil) where id.hasSuffix("/lower"):
      credited[place, default: 0] += amount
    // What pays a debt, or gives that back, is of another order.
    case .earn where id.contains("/debt "), .takeBack where id.contains("/debt "): break
    case .earn(_, let amount, _, _): earned[place, default: 0] += amount
    case .takeBack(_, let amount): earned[place, default: 0] -= amount
    case .note(let text): try take(id, text, place)
    default: break
    }
  }

  private mutating func take(_ id: String, _ text: String, _ place: String) throws {
    if id.hasSuffix("/returned"), ledger.reservation(place)?.node.hasPrefix("free/") == true {
      count("freeBack")
    }
    let source = RuleSource(name: "note", bytes: Array(text.utf8))
    if id.hasSuffix("/stands") {
      standing[text] = String(id.dropLast("/stands".count))
      since[place] = settled[place]?.count
    } else if id.hasSuffix("/lines") {
      let rows = text.split(separator: "\n").dropFirst()
      if rows.contains(where: { !$0.hasSuffix(" 0") }) { left.insert(place) }
    } else if id.hasSuffix("/returned") {
      settled[place, default: []] += try ReturnRecord.read(source)
    } else if id.hasSuffix("/again") {
      let record = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
      let own = RuleSource(name: "note", bytes: Array(record.utf8))
      again[place] = try ReturnRecord.read(own).first
      since[place] = settled[place]?.count
    } else if id.contains("/returnEntry") {
      for entry in try ReturnEntryRecord.read(source) {
        var life = lives[entry.life] ?? ReturnCase(id: entry.life)
        let last = life.settled.last
        try life.replay(entry)
        lives[entry.life] = life
        guard case .reverse = entry.event.step, let last else { continue }
        settled[place]?.removeAll { $0.id == last.id }
        since[place] = settled[place]?.count
        // What a correction posts again was credited.
      }
    }
  }

  /// What an order stands at: its sale, what is claimed for it on its account, and in which terms.
  struct Standing {
    var sale: StoredSale
    var claim: Int64
    /// Whether goods have left or may leave.
    var isAlive: Bool
    /// What of the claim is neither billed nor let go of.
    var open: Int64
    var back: [ReturnStatement]
    var again: ReturnStatement?
    /// How many of them were settled again together when the order changed or one was corrected.
    var settledAgain: Int
  }

  func standing(of place: String) throws -> Standing? {
    guard let order = ledger.reservation(place) else { return nil }
    let request = standing[place] ?? place
    var bytes: [UInt8] = []
    var count = 0
    while let text = ledger.note("\(request)/sale\(count)") {
      bytes += Array(text.utf8)
      count += 1
    }
    guard let sale = try SaleRecord.read(RuleSource(name: "sale", bytes: bytes)).first?.get(),
      let note = ledger.note(request + "/priced"),
      let row = note.split(separator: "\n").first(where: { $0.hasPrefix("payable ") }),
      let claim = Int64(row.dropFirst("payable ".count))
    else { return nil }
    return Standing(
      sale: sale, claim: claim,
      isAlive: order.state == .reserved || order.shipped > 0 || left.contains(place),
      // One of which nothing is to pay claims nothing of its account.
      open: order.state == .reserved && !order.node.hasPrefix("free/") ? order.open : 0,
      back: settled[place] ?? [],
      again: again[place], settledAgain: since[place] ?? 0)
  }

  /// What the dealer and who pays for him are charged and asked for, less what they got back.
  func net(of place: String, open: Int64) -> Int64 {
    (billed[place] ?? 0) + open + (posted[place] ?? 0) - (credited[place] ?? 0)
      - payers.reduce(Int64(0)) { $0 + repaid(to: $1, of: place) }
  }

  /// What funds and sources got back of goods that had left.
  private func repaid(to node: String, of place: String) -> Int64 {
    own(node, place).reduce(Int64(0)) { sum, claim in
      // What is invoiced of a claim that pays is nothing: what is not unbilled was given back.
      claim.id.hasSuffix("/reversed") ? sum - claim.unbilled : sum + claim.shipped - claim.unbilled
    }
  }

  /// What funds and sources pay of an order.
  func funded(of place: String) -> Int64 {
    payers.reduce(Int64(0)) { $0 + held($1, of: place) }
  }

  /// What an order holds of the nodes whose ids begin so.
  func held(_ node: String, of place: String) -> Int64 {
    own(node, place).reduce(Int64(0)) { $0 + $1.unbilled + ($1.state == .reserved ? $1.open : 0) }
  }

  private func own(_ node: String, _ place: String) -> [LedgerReservation] {
    (claims[place] ?? []).compactMap { ledger.reservation($0) }
      .filter { $0.node.hasPrefix(node) }
  }

  func points(of place: String) -> Int64 { earned[place] ?? 0 }
}
