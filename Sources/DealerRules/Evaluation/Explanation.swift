/// A price row that a line could have had, and why it did not get it (RULES.md P-008).
public struct PriceCandidate: Hashable, Sendable {
  /// The row.
  public var rule: RuleRef
  /// Why it lost, or `nil` for a row that priced the line.
  public var lost: ReasonCode?
}

/// A decision together with everything that did not happen and why (RULES.md L-007).
public struct Explanation: Hashable, Sendable {
  /// What one line could have been priced by.
  public struct Line: Hashable, Sendable {
    /// The line's number.
    public var number: Int32
    /// Rows of the selling kind whose key matches the line, in search order.
    public var rows: [PriceCandidate]
    /// Offers in force for the customer and product that did not apply.
    public var offers: [Reason]
  }

  /// The decision.
  public var decision: Decision
  /// The lines by number.
  public var lines: [Line]
  /// Offers that did not apply to the order as a whole.
  public var offers: [Reason]
}

extension CompiledRules {
  /// Prices an order again and tells, for each line, which rows and offers lost and to what.
  ///
  /// The decision is the same as that of ``price(_:)``. Orders that share a cap with others should
  /// state in ``Facts/capUsed`` what was used before them.
  /// - Complexity: O(lines × rows of matching keys + candidate offers).
  public func explain(_ order: Order) -> Result<Explanation, OrderError> {
    var batch = OrderBatch()
    batch.append(order, self)
    var workspace = Workspace(self)
    workspace.offerTrace = []
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    let losers = workspace.offerTrace ?? []
    switch decision(of: order, at: 0, batch, result) {
    case .failure(let error): return .failure(error)
    case .success(let decision):
      let sorted = order.lines.sorted { $0.number < $1.number }
      var lines: [Explanation.Line] = []
      var steps = LineGroups()
      steps.fill(decision.steps.indices, lines: sorted.count) { decision.steps[$0].line }
      var lost = LineGroups()
      lost.fill(losers.indices, lines: sorted.count) { losers[$0].line }
      for (position, line) in decision.lines.enumerated() {
        let own = steps[position].lazy.map { decision.steps[$0] }
        let winners = Set(own.filter { $0.kind == .price }.map { Int32($0.rule.index) })
        let offers = lost[position].map { reason(losers[$0], sorted) }
        lines.append(
          Explanation.Line(
            number: line.number, rows: workspace.rows(batch, Int32(position), winners),
            offers: offers))
      }
      let offers = losers.filter { $0.line < 0 }.map { reason($0, sorted) }
      return .success(Explanation(decision: decision, lines: lines, offers: offers))
    }
  }
}

extension Workspace {
  /// Every row of the selling kind whose key matches a line of a one-order batch.
  fileprivate mutating func rows(
    _ orders: OrderBatch, _ line: Int32, _ winners: Set<Int32>
  ) -> [PriceCandidate] {
    guard orders.customer[0] >= 0, orders.product[Int(line)] >= 0,
      orders.unitRow[Int(line)] >= 0
    else { return [] }
    batch = orders
    defer { batch = OrderBatch() }
    let kind = rules.access.kinds[Int(rules.access.selling)]
    let query = lineQuery(
      line, order: 0, instant: pricingInstant(rules.access.selling, 0), orders.currency[0])
    var found: [PriceCandidate] = []
    var hasWinner = false
    for index in Int(kind.accessStart)..<Int(kind.accessStart + kind.accessCount) {
      let access = rules.access.accesses[index]
      let skipped = access.condition >= 0 && !accessHolds(access.condition, query)
      let before: ReasonCode? =
        skipped ? .accessSkipped : (hasWinner ? .beatenByAccess : nil)
      hasWinner =
        candidates(access, query, winners, before, &found) || hasWinner
    }
    return found
  }

  /// Adds the rows of one access; true when one of them priced the line.
  private mutating func candidates(
    _ access: CompiledAccess, _ query: PriceQuery, _ winners: Set<Int32>,
    _ before: ReasonCode?, _ found: inout [PriceCandidate]
  ) -> Bool {
    var won = false
    for position in Int(access.tableStart)..<Int(access.tableStart + access.tableCount) {
      let table = rules.access.tables[position]
      let info = rules.prices.tables[Int(table)]
      guard var walk = KeyWalk(info, query, rules.prices, rules.catalog) else { continue }
      var more = true
      while more {
        let group = rules.prices.group(info, walk.values)
        if group >= 0 {
          let reason = won && access.pick == .firstFound ? .beatenByKey : before
          won = self.group(group, table, access.pick, query, winners, reason, &found) || won
        }
        more = info.isSingleValued ? false : walk.advance(query, rules.prices, rules.catalog)
      }
    }
    return won
  }

  private mutating func group(
    _ group: Int32, _ table: Int32, _ pick: AccessPick, _ query: PriceQuery,
    _ winners: Set<Int32>, _ before: ReasonCode?, _ found: inout [PriceCandidate]
  ) -> Bool {
    let usable = usableSchedule(group, query)
    let schedules =
      Int(
        rules.prices.groupSchedules[Int(group)])..<Int(rules.prices.groupSchedules[Int(group) + 1])
    var won = false
    for schedule in schedules {
      let bands = rules.prices.bandStart[schedule]..<rules.prices.bandStart[schedule + 1]
      let holdsWinner = bands.contains { winners.contains($0) }
      let lost = holdsWinner ? nil : scheduleLoss(schedule, usable, query) ?? before
      for band in bands {
        if winners.contains(band) {
          won = true
          found.append(PriceCandidate(rule: RuleRef(.priceRow, Int(band)), lost: nil))
        } else {
          let code = lost ?? bandLoss(Int(band), schedule, table, pick, holdsWinner, query)
          found.append(PriceCandidate(rule: RuleRef(.priceRow, Int(band)), lost: code))
        }
      }
    }
    return won
  }

  /// Why a schedule is not the one its key uses; `nil` when it is.
  private func scheduleLoss(
    _ schedule: Int, _ usable: Int32, _ query: PriceQuery
  ) -> ReasonCode? {
    guard rules.prices.scheduleFrom[schedule] <= query.instant,
      query.instant < rules.prices.scheduleUntil[schedule]
    else { return .notInForce }
    guard unitRow(ofSchedule: schedule, query.product) >= 0 else { return .unitUnknown }
    let currency = rules.prices.scheduleCurrency[schedule]
    guard exchange(currency, query.currency, query.instant) != nil else {
      return .noExchangeRate
    }
    guard usable >= 0, usable != Int32(schedule) else { return nil }
    if rules.prices.scheduleCurrency[Int(usable)] != currency { return .beatenByCurrency }
    return rules.prices.scheduleUnit[Int(usable)] == rules.prices.scheduleUnit[schedule]
      ? .beatenByStart : .beatenByUnit
  }

  /// Why a band of the usable schedule did not price the line.
  private mutating func bandLoss(
    _ band: Int, _ schedule: Int, _ table: Int32, _ pick: AccessPick, _ holdsWinner: Bool,
    _ query: PriceQuery
  ) -> ReasonCode {
    if holdsWinner { return .otherBand }
    do throws(NumericError) {
      let sum = try aggregate(table, schedule, query)
      let opening = try opening(table, schedule, query)
      switch try place(try opening.added(to: sum), schedule) {
      case .below: return .belowBands
      case .beyond: return .beyondBands
      case .inside(let found) where found != band: return .otherBand
      case .inside: break
      }
      if capIndex(band) >= 0 { return .capExhausted }
      if case .missing(let code) = try bandPrice(band, schedule, query) { return code }
    } catch {
      return .otherBand
    }
    return pick == .lowest ? .beatenByPrice : .beatenByKey
  }
}
