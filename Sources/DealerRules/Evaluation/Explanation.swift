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
    /// Offers in force for the customer and product that did not apply, and what the next unit
    /// costs after rebates.
    public var offers: [Reason]
    /// Units that offers on units and patterns took (RULES.md E-004).
    public var units: [UsedUnits]
    /// What became of the line's list amount (RULES.md E-001).
    public var waterfall: Waterfall
  }

  /// The decision.
  public var decision: Decision
  /// The lines by number.
  public var lines: [Line]
  /// Offers that did not apply to the order as a whole, and rungs of rebates ahead of it.
  public var offers: [Reason]
  /// What became of the order's list amount (RULES.md E-001).
  public var waterfall: Waterfall
  /// For audit, the offers of the book that were no candidates, by id (RULES.md E-005).
  public var others: [OtherOffer] = []
  /// How many more there are than ``OtherOffer/most``.
  public var othersLeftOut = 0
  /// What would earn a better price, where it was asked for (RULES.md E-003).
  public var nearMisses = NearMisses()
  /// What credit says, where it was asked (RULES.md B-024).
  public var credit: ExplainedCredit?
}

extension CompiledRules {
  /// Prices an order again and tells, for each line, which rows and offers lost and to what.
  ///
  /// The decision is the same as that of ``price(_:)``, less what the audience may not read.
  /// - Parameters:
  ///   - order: The order.
  ///   - audience: Who reads it; what is not granted is absent (RULES.md X-012).
  ///   - nearMisses: How many changed orders may be priced to find near misses; 0 for none.
  ///   - carried: What earlier orders of the batch used of caps and limits, and the credit that the
  ///     order is asked for after pricing; nothing is taken up.
  /// - Complexity: O(lines × rows of matching keys + candidate offers), and that of
  ///   ``nearMisses(_:evaluations:after:)``.
  public func explain(
    _ order: Order, for audience: Audience = .audit, nearMisses: Int = 0,
    after carried: CarriedUse = CarriedUse()
  ) -> Result<Explanation, OrderError> {
    var batch = OrderBatch()
    batch.append(order, self)
    var workspace = Workspace(self)
    workspace.offerTrace = []
    workspace.setTrace = []
    workspace.accruals.isForBuyer = audience < .finance
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, after: carried, into: &result)
    let losers = losers(workspace.offerTrace ?? [], result, audience)
    switch decision(of: order, at: 0, batch, result, for: audience) {
    case .failure(let error): return .failure(error)
    case .success(let decision):
      let sorted = order.lines.sorted { $0.number < $1.number }
      let told = limited(decision, to: audience)
      let waterfalls = waterfalls(of: told)
      guard let units = units(workspace.setTrace ?? [], batch, decision.lines.count) else {
        return .failure(OrderError(order: order.id, code: .overflow))
      }
      var lines: [Explanation.Line] = []
      func say(_ record: ReasonRecord) -> Reason {
        reason(record, sorted, decision.currency).limited(to: audience)
      }
      var steps = LineGroups()
      steps.fill(decision.steps.indices, lines: sorted.count) { decision.steps[$0].line }
      var lost = LineGroups()
      lost.fill(losers.indices, lines: sorted.count) { losers[$0].line }
      for (position, line) in decision.lines.enumerated() {
        let own = steps[position].lazy.map { decision.steps[$0] }
        let winners = Set(own.filter { $0.kind == .price }.map { Int32($0.rule.index) })
        let offers = lost[position].map { say(losers[$0]) }
        let rows =
          audience.readsLosers ? workspace.rows(batch, Int32(position), winners) : []
        lines.append(
          Explanation.Line(
            number: line.number, rows: rows, offers: offers,
            units: units[position],
            waterfall: waterfalls.lines[position]))
      }
      let offers = losers.filter { $0.line < 0 }.map(say)
      var explanation = Explanation(
        decision: told, lines: lines, offers: offers,
        waterfall: waterfalls.order)
      if audience == .audit {
        explanation.name(workspace.others(batch, decision, named: named(decision, losers)))
      }
      if nearMisses > 0,
        case .success(let found) = self.nearMisses(order, evaluations: nearMisses, after: carried)
      {
        explanation.nearMisses = limited(found, to: audience)
      }
      if let credit = carried.credit {
        explanation.credit = workspace.explainedCredit(batch, credit, result, for: audience)
      }
      return .success(explanation)
    }
  }

  /// The offers that a decision or what lost names.
  private func named(_ decision: Decision, _ losers: [ReasonRecord]) -> Set<RuleRef> {
    var named = Set(decision.steps.map(\.rule))
    named.formUnion(decision.gifts.map(\.rule))
    named.formUnion(decision.reasons.map(\.rule))
    named.formUnion(losers.map(\.rule))
    return named
  }

  /// The units that offers took of each line of a one-order batch; `nil` where they do not fit.
  private func units(
    _ sets: [SetUnits], _ batch: borrowing OrderBatch, _ lines: Int
  ) -> [[UsedUnits]]? {
    do throws(NumericError) {
      var found: [[UsedUnits]] = []
      for position in 0..<lines {
        found.append(
          try usedUnits(sets, position: position, product: batch.product[position]))
      }
      return found
    } catch {
      return nil
    }
  }

  /// Near misses without rules that an audience may not read.
  private func limited(_ found: NearMisses, to audience: Audience) -> NearMisses {
    var result = found
    for index in result.suggestions.indices {
      result.suggestions[index].rules.removeAll { rule in
        let isOthers = rule.kind == .agreement && audience < .finance && !isBuyers(rule)
        return isOthers || !audience.mayRead(rule, self)
      }
    }
    return result
  }

  /// A decision without what an audience may not read.
  private func limited(_ decision: Decision, to audience: Audience) -> Decision {
    var result = decision
    result.reasons.removeAll { !audience.mayRead($0.code, $0.rule, self) }
    if audience < .finance {
      result.accruals.removeAll { !isBuyers($0.rule) }
      result.accrualParts.removeAll { !isBuyers($0.rule) }
    }
    for index in result.reasons.indices
    where !audience.mayRead(result.reasons[index].rule, self) {
      result.reasons[index].rule = .none
      result.reasons[index].numbers = []
    }
    for index in result.steps.indices where !audience.mayRead(result.steps[index].rule, self) {
      result.steps[index].rule = PolicyRule.guardrail.rule
    }
    if !audience.readsReservations { result.reservations = [] }
    for line in result.lines.indices {
      let prices = result.lines[line].prices.enumerated()
      result.lines[line].prices = prices.filter { audience.mayRead(kind: $0.offset, self) }
        .map(\.element)
    }
    return result
  }
}

extension Reason {
  /// Without what an audience may not read: how much of a limit others used is not for dealers.
  fileprivate func limited(to audience: Audience) -> Reason {
    guard audience < .sales, code == .limitReached else { return self }
    var result = self
    result.numbers = []
    return result
  }
}

extension Workspace {
  /// Every row of the selling kind whose key matches a line of a one-order batch.
  mutating func rows(
    _ orders: OrderBatch, _ line: Int32, _ winners: Set<Int32>
  ) -> [PriceCandidate] {
    guard orders.customer[0] >= 0, orders.product[Int(line)] >= 0,
      orders.unitRow[Int(line)] >= 0
    else { return [] }
    batch = orders
    defer { batch = OrderBatch() }
    // What a row would have priced is asked as if the order had drawn nothing yet.
    capUsedByOrder.removeAll(keepingCapacity: true)
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

  /// What the rows of one access are told apart by.
  private struct Asking {
    var pick: AccessPick
    var query: PriceQuery
    var winners: Set<Int32>
    /// Why every row of the access lost that none of its own beat.
    var before: ReasonCode?
    /// The highest price among the rows of the access that priced the line.
    var rival: Ratio?
  }

  /// Adds the rows of one access; true when one of them priced the line.
  private mutating func candidates(
    _ access: CompiledAccess, _ query: PriceQuery, _ winners: Set<Int32>,
    _ before: ReasonCode?, _ found: inout [PriceCandidate]
  ) -> Bool {
    var won = false
    var asking = Asking(
      pick: access.pick, query: query, winners: winners, before: before,
      rival: highestPrice(of: winners, access, query))
    for position in Int(access.tableStart)..<Int(access.tableStart + access.tableCount) {
      let table = rules.access.tables[position]
      let info = rules.prices.tables[Int(table)]
      guard var walk = KeyWalk(info, query, rules.prices, rules.catalog) else { continue }
      var more = true
      while more {
        let group = rules.prices.group(info, walk.values)
        if group >= 0 {
          if won, access.pick == .firstFound { asking.before = .beatenByKey }
          won = self.group(group, table, asking, &found) || won
        }
        more = info.isSingleValued ? false : walk.advance(query, rules.prices, rules.catalog)
      }
    }
    return won
  }

  private mutating func group(
    _ group: Int32, _ table: Int32, _ asking: Asking, _ found: inout [PriceCandidate]
  ) -> Bool {
    let usable = usableSchedules(group, asking.query)
    let winner = usable.firstIndex { schedule in
      bands(schedule).contains { asking.winners.contains($0) }
    }
    var won = false
    for schedule in rules.prices.schedules(ofGroup: group).lazy.map({ Int32($0) }) {
      let bands = bands(schedule)
      let reached = bands.last { asking.winners.contains($0) }
      let lost =
        reached == nil ? scheduleLoss(schedule, usable, winner, asking) ?? asking.before : nil
      for band in bands {
        let isPart = reached.map { priced(band, below: $0, table, asking.query) } ?? false
        if isPart || asking.winners.contains(band) {
          won = true
          found.append(PriceCandidate(rule: RuleRef(.priceRow, Int(band)), lost: nil))
        } else {
          let other: ReasonCode? = reached == nil ? nil : .otherBand
          let code = lost ?? other ?? bandLoss(Int(band), Int(schedule), table, asking)
          found.append(PriceCandidate(rule: RuleRef(.priceRow, Int(band)), lost: code))
        }
      }
    }
    return won
  }

  /// Whether a graduated band below the one reached priced a part of the line (RULES.md P-011).
  private mutating func priced(
    _ band: Int32, below reached: Int32, _ table: Int32, _ query: PriceQuery
  ) -> Bool {
    guard band < reached, rules.prices.tables[Int(table)].schedule.mode == .graduated else {
      return false
    }
    do throws(NumericError) {
      let opening = try opening(table, rules.prices.schedule(ofBand: Int(band)), query)
      return opening.isLess(than: Ratio(Int128(rules.prices.below(ofBand: Int(band))), 1))
    } catch {
      return false
    }
  }

  private mutating func bands(_ schedule: Int32) -> Range<Int32> {
    let bands = rules.prices.bands(ofSchedule: Int(schedule))
    return Int32(bands.lowerBound)..<Int32(bands.upperBound)
  }

  /// The usable schedules of a key in the order in which they are tried (RULES.md P-006).
  private mutating func usableSchedules(_ group: Int32, _ query: PriceQuery) -> [Int32] {
    var result: [Int32] = []
    var next = usableSchedule(group, query, after: -1)
    while next.schedule >= 0 {
      result.append(next.schedule)
      next = usableSchedule(group, query, after: next.rank)
    }
    return result
  }

  /// Why a schedule was not asked; `nil` where it was, or where the search did not come so far.
  private mutating func scheduleLoss(
    _ index: Int32, _ usable: [Int32], _ winner: Int?, _ asking: Asking
  ) -> ReasonCode? {
    let query = asking.query
    let schedule = Int(index)
    guard rules.prices.isInForce(schedule, at: query.instant) else { return .notInForce }
    guard unitRow(ofSchedule: schedule, query.product) >= 0 else { return .unitUnknown }
    let currency = rules.prices.currency(ofSchedule: schedule)
    guard exchange(currency, query.currency, query.instant) != nil else {
      return .noExchangeRate
    }
    guard let place = usable.firstIndex(of: index) else { return .beatenByStart }
    guard asking.pick == .firstFound, let winner, winner < place else { return nil }
    return rules.prices.currency(ofSchedule: Int(usable[winner])) == currency
      ? .beatenByUnit : .beatenByCurrency
  }

  /// Why a band of a schedule that was asked did not price the line.
  private mutating func bandLoss(
    _ band: Int, _ schedule: Int, _ table: Int32, _ asking: Asking
  ) -> ReasonCode {
    let query = asking.query
    do throws(NumericError) {
      let sum = try aggregate(table, schedule, query)
      let opening = try opening(table, schedule, query)
      switch try place(try opening.added(to: sum), schedule) {
      case .below: return .belowBands
      case .beyond: return .beyondBands
      case .inside(let found) where found != band: return .otherBand
      case .inside: break
      }
      let price: Ratio
      switch try bandPrice(band, schedule, query) {
      case .missing(let code): return code
      case .price(let found, _): price = try converted(found, schedule, query)
      }
      // A cheaper row that did not price the line had nothing left to price it with.
      if capIndex(band) >= 0 {
        guard asking.pick == .lowest, let rival = asking.rival else { return .capExhausted }
        return price.isLess(than: rival) ? .capExhausted : .beatenByPrice
      }
    } catch {
      return .otherBand
    }
    return asking.pick == .lowest ? .beatenByPrice : .beatenByKey
  }

  /// The highest price among the rows of an access that priced a line; `nil` without one.
  private mutating func highestPrice(
    of winners: Set<Int32>, _ access: CompiledAccess, _ query: PriceQuery
  ) -> Ratio? {
    guard access.pick == .lowest else { return nil }
    let tables = Int(access.tableStart)..<Int(access.tableStart + access.tableCount)
    var highest: Ratio?
    for band in winners.sorted() {
      let schedule = rules.prices.schedule(ofBand: Int(band))
      let table = rules.prices.table(ofSchedule: schedule)
      guard rules.access.tables[tables].contains(table) else { continue }
      do throws(NumericError) {
        guard case .found(let hit) = try price(table, schedule, query) else { continue }
        if let held = highest, !held.isLess(than: hit.unitPrice) { continue }
        highest = hit.unitPrice
      } catch {
        continue
      }
    }
    return highest
  }
}
