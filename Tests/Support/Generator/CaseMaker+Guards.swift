import DealerRules

extension CaseMaker {
  /// Of 100 cases, how many have guards.
  private static let guardChance = 30

  /// G-001 …: guards and rules of approval, from numbers of their own, so that books without them
  /// stay as they were.
  mutating func makeGuards(seed: UInt64) {
    let before = random
    defer { random = before }
    random = SplitMix64(seed: seed ^ 0x6775_6172_6473)
    guard random.chance(CaseMaker.guardChance) else { return }
    hasGuards = true
    for index in 0..<random.int(1...4) {
      var rule = Guard(id: "guard\(index)", test: guardTest(), outcome: guardOutcome())
      rule.priority = Int32(random.int(0...2))
      rule.validity = window(80)
      rule.status = random.chance(92) ? .published : random.pick([.draft, .retired])
      rule.unknown = random.pick(GuardUnknown.allCases)
      rule.countsGifts = random.chance(80)
      var isOfLines = false
      switch rule.test {
      case .drift, .movement: isOfLines = true
      case .floor, .ceiling:
        if random.chance(15) { rule.price = otherKind() }
      case .margin, .maxDiscount: break
      }
      if case .clip = rule.outcome { rule.price = nil }
      if !isOfLines { rule.scope = random.pick([.line, .line, .group, .order]) }
      if rule.outcome == .refuse, random.chance(75) { boundChoices(&rule) }
      if rule.scope == .group, random.chance(50) { rule.by = random.pick(GuardDivision.allCases) }
      rule.when = condition(rule.scope == .order ? .charge : .offer, open: 60)
      book.guards.append(rule)
    }
    for role in ["clerk", "head"] where random.chance(70) {
      var rule = ApprovalRule(role: role, findings: ["guardApproval", "manualApproval"])
      if random.chance(40) { rule.findings = ["guardApproval:guard0", "guardWarned"] }
      if random.chance(40) { rule.level = random.pick([1, 2]) }
      if random.chance(40) { rule.upTo = amount() * 10 }
      // One role releases what territories and checks hold.
      if role == "head" {
        rule.findings += CaseMaker.holds + ["unknownRegion", "regionSplit", "unknownParty"]
      }
      rule.when = condition(.charge, open: 80)
      book.approvalRules.append(rule)
    }
    book.guards = random.shuffled(book.guards)
  }

  /// G-014: guards that look at what funds leave, drawn by a stream of their own.
  mutating func guardFunds(seed: UInt64) {
    guard hasGuards, has(.funds) else { return }
    var stream = SplitMix64(seed: seed &+ 0x6014)
    for index in book.guards.indices where stream.chance(40) && book.guards[index].price == nil {
      if case .clip = book.guards[index].outcome { continue }
      switch book.guards[index].test {
      case .floor, .margin, .maxDiscount: book.guards[index].withFunds = true
      case .ceiling, .drift, .movement: continue
      }
    }
  }

  private static let holds = [
    "territoryHeld", "whiteSpaceHeld", "unlistedHeld", "exclusionHeld", "notListedHeld",
    "sellerHeld", "licenseHeld", "checkHeld",
  ]

  /// G-012: a guard which refuses what offers easily take off a line.
  private mutating func boundChoices(_ rule: inout Guard) {
    rule.test = .floor(GuardBound(base: .list, factor: Rate(random.pick(["85%", "97%"])) ?? .one))
    rule.scope = .line
    rule.validity = window(95)
    rule.status = .published
    rule.price = nil
  }

  private mutating func otherKind() -> String? {
    let kinds = book.priceKinds.map(\.id).filter { $0 != book.sellingKind }
    return kinds.isEmpty ? nil : random.pick(kinds)
  }

  private mutating func guardTest() -> GuardTest {
    switch random.int(0...6) {
    case 0: return .floor(bound())
    case 1: return .floor(GuardBound(base: .list, factor: Rate("85%") ?? .one))
    case 2: return .ceiling(bound())
    case 3: return .margin(limit())
    case 4: return .maxDiscount(limit())
    case 5:
      let rise = random.chance(70) ? limit() : nil
      return .drift(rise: rise, fall: random.chance(70) || rise == nil ? limit() : nil)
    default:
      let rise = random.chance(70) ? rate() : nil
      return .movement(
        rise: rise, fall: random.chance(70) || rise == nil ? rate() : nil,
        days: random.pick([1, 7, 30]))
    }
  }

  private mutating func limit() -> GuardLimit {
    var limit = GuardLimit()
    if random.chance(70) { limit.rate = rate() }
    if limit.rate == nil || random.chance(25) { limit.amount = amount() }
    return limit
  }

  private mutating func bound() -> GuardBound {
    var bound = GuardBound(factor: rate())
    switch random.int(0...4) {
    case 0: bound.base = .price(.cost)
    case 1: bound.base = otherKind().map { .price(.kind($0)) }
    case 2: bound.base = baseTables.isEmpty ? .list : .price(.table(random.pick(baseTables)))
    case 3: bound.base = .list
    default: bound.base = nil
    }
    if bound.base != nil, random.chance(50) { bound.factor = Rate("90%") ?? .one }
    if bound.base == nil || random.chance(20) { bound.plus = amount() }
    if random.chance(20), !rowUnits.isEmpty { bound.unit = random.pick(rowUnits) }
    return bound
  }

  private mutating func guardOutcome() -> GuardOutcome {
    switch random.int(0...6) {
    case 0: return .clip(.lastFirst)
    case 1: return .clip(.lowestPriority)
    case 2:
      let ids = random.shuffled(book.offers.map(\.id)).prefix(2)
      return .clip(ids.isEmpty ? .lastFirst : .offers(Array(ids)))
    case 3, 4: return .refuse
    case 5: return .warn
    default: return .approval(level: random.pick([1, 2, 3]))
    }
  }

  // MARK: - Orders

  /// G-008 … G-010: quotes, last prices and approvals.
  mutating func bringGuarded(_ orders: inout [Order], seed: UInt64) {
    guard hasGuards else { return }
    let before = random
    defer { random = before }
    random = SplitMix64(seed: seed ^ 0x6F72_6465_7273)
    // Places, drawn by a stream of their own.
    var stream = SplitMix64(seed: seed &+ 0x706C_6163)
    let days = CaseMaker.days.compactMap { CivilDate($0) }
    for index in orders.indices {
      for line in orders[index].lines.indices where random.chance(40) {
        orders[index].lines[line].quoted = amount()
      }
      for product in book.products where random.chance(40) {
        var prices = [LastPrice(price: amount(), date: random.pick(days))]
        if other.chance(30) {
          prices.append(LastPrice(price: prices[0].price / 2, date: other.pick(days)))
        }
        orders[index].facts.lastPrices[product.id] = prices
      }
      for _ in 0..<random.int(0...2) {
        var approval = Approval(
          findings: random.pick([
            ["guardApproval"], ["guardApproval:guard0", "guardApproval:guard1"],
            ["manualApproval", "guardWarned"], ["guardRefused"], CaseMaker.holds,
          ]), role: random.pick(["clerk", "head", "nobody"]),
          orderHash: random.chance(85) ? orders[index].approvalHash() : "0")
        if random.chance(20) { approval.until = random.pick(edges) }
        if random.chance(20) { approval.maxAmount = amount() * 10 }
        if stream.chance(30) {
          approval.findings += stream.pick([
            ["unknownRegion"], ["unknownRegion:endRegion", "unknownParty"],
            ["unknownRegion:shipTo", "unknownParty:billTo"], ["regionSplit", "unknownParty"],
          ])
        }
        orders[index].approvals.append(approval)
      }
    }
  }
}
