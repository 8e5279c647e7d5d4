// Licenses and agreements of authorization (RULES.md R-019).
extension Workspace {
  /// How good the best license of a line is; larger is better.
  enum License: Int {
    case missing, grace, expiring, valid
  }

  /// The license of a line; of its places, and of the dealers asked, the worst.
  struct LicenseAnswer {
    var grade = License.valid
    var row: Int32 = -1
    /// The part of a kit that it is about, −1 for none.
    var part: Int32 = -1
  }

  /// Reports lines that need a license of the kind at hand that their customer does not have, or
  /// not for long.
  mutating func checkLicenses(
    _ order: Int32, at places: (Int32, Int32), _ result: inout PricedBatch
  ) {
    let start = batch.lineStart[Int(order)]
    let end = batch.lineStart[Int(order) + 1]
    Workspace.refill(&licenseAnswers, Int(end - start), LicenseAnswer())
    collectLicenses(order, at: places.0)
    if places.1 >= 0 { collectLicenses(order, at: places.1) }
    for line in start..<end {
      position = line - start
      let answer = licenseAnswers[Int(position)]
      let rule = answer.row < 0 ? RuleRef.none : RuleRef(.territory, Int(answer.row))
      let kind = Int64(rules.territories.licenseKinds[licenseKind].kind) + 1
      switch answer.grade {
      case .valid: break
      case .expiring:
        report(
          .licenseExpiring, line: position, rule: rule, a: kind, part: answer.part, &result)
      case .grace:
        report(.licenseGrace, line: position, rule: rule, a: kind, part: answer.part, &result)
      case .missing:
        reportSetting(
          rules.book.territory.unlicensed, rule: rule, of: kind, part: answer.part,
          flag: .licenseFlagged, hold: .licenseHeld, block: .licenseMissing, &result)
      }
    }
    position = -1
  }

  /// Keeps the worse license of each line that needs one.
  private mutating func collectLicenses(_ order: Int32, at place: Int32) {
    walk(from: place)
    let start = batch.lineStart[Int(order)]
    for line in start..<batch.lineStart[Int(order) + 1] where isResolved(line) {
      keepNeeded(order, line, Int(line - start))
      for part in parts(of: line) {
        partOnLine = Int32(part)
        keepNeeded(order, line, Int(line - start))
      }
      partOnLine = -1
    }
  }

  private mutating func keepNeeded(_ order: Int32, _ line: Int32, _ index: Int) {
    let products = rules.territories.licenseKinds[licenseKind].products
    if products[Int(goods(line))] { keepWorst(order, line, index) }
  }

  /// The license of a line at the place at hand, of the dealers asked the worst.
  private mutating func keepWorst(_ order: Int32, _ line: Int32, _ index: Int) {
    keep(bestLicense(order, line, of: batch.customer[Int(order)]), index)
    guard rules.book.territory.subDealers == .within else { return }
    var below = batch.customer[Int(order)]
    var dealer = rules.catalog.dealerTree.parent(of: below)
    while dealer >= 0, rank(licenseAnswers[index].grade) > 0 {
      // Where no license names the dealer below, or somebody by tier or group, all is as before.
      if rules.territories.hasLicensesByTier
        || !rules.territories.licensesByDealer.range(below).isEmpty
      {
        keep(bestLicense(order, line, of: dealer), index)
      }
      below = dealer
      dealer = rules.catalog.dealerTree.parent(of: dealer)
    }
  }

  /// Whether a line has a license of every kind that it needs at the place at hand.
  mutating func isLicensed(_ order: Int32, _ line: Int32) -> Bool {
    for kind in rules.territories.licenseKinds.indices
    where rules.territories.licenseKinds[kind].products[Int(goods(line))] {
      licenseKind = kind
      Workspace.refill(&licenseAnswers, 1, LicenseAnswer())
      keepWorst(order, line, 0)
      if licenseAnswers[0].grade == .missing { return false }
    }
    return true
  }

  /// How bad an answer is, the worst 0: a missing license by what `unlicensed` says happens.
  private func rank(_ grade: License) -> Int {
    guard grade == .missing else { return grade.rawValue }
    return switch rules.book.territory.unlicensed {
    case .block, .hold: 0
    case .flag: License.grace.rawValue
    case .allow: License.valid.rawValue
    }
  }

  private mutating func keep(_ answer: LicenseAnswer, _ index: Int) {
    if rank(answer.grade) < rank(licenseAnswers[index].grade) {
      licenseAnswers[index] = answer
      licenseAnswers[index].part = partAsked()
    }
  }

  /// The best license of those that name the dealer, else the nearest above it of which one covers
  /// the line and has begun, else nobody: what has ended stands before what is held further up.
  private mutating func bestLicense(
    _ order: Int32, _ line: Int32, of customer: Int32
  ) -> LicenseAnswer {
    var best = LicenseAnswer(grade: .missing)
    licensesAhead.removeAll(keepingCapacity: true)
    var dealer = customer
    while dealer >= 0, best.row < 0 {
      for position in rules.territories.licensesByDealer.range(dealer) {
        let row = rules.territories.licensesByDealer.row(position)
        take(row, order, line, customer, &best)
      }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
    }
    if best.row < 0 { takeGeneral(order, line, customer, &best) }
    // What another continues does not end soon.
    return best.grade == .expiring && isContinued(best.row) ? LicenseAnswer() : best
  }

  /// Whether a license that has not begun does so by the end of another and ends after it.
  private mutating func isContinued(_ row: Int32) -> Bool {
    let end = rules.territories.rows[Int(row)].until
    return licensesAhead.contains { next in
      let rule = rules.territories.rows[Int(next)]
      return rule.from <= end && rule.until > end
    }
  }

  /// Those that name no dealer, by the shorter of two ways: by region or by product.
  private mutating func takeGeneral(
    _ order: Int32, _ line: Int32, _ customer: Int32, _ best: inout LicenseAnswer
  ) {
    let product = goods(line)
    var ofPlace = rules.territories.generalLicenses.count(-1)
    for region in territoryPath { ofPlace += rules.territories.generalLicenses.count(region) }
    guard ofPlace > 0 else { return }
    if rules.territories.licensesByProduct.count(of: product, rules.catalog) < ofPlace {
      var cursor = rules.territories.licensesByProduct.cursor(of: product, rules.catalog)
      while let row = rules.territories.licensesByProduct.next(&cursor, rules.catalog) {
        take(row, order, line, customer, &best)
      }
    } else {
      takeGeneral(in: -1, order, line, customer, &best)
      for region in territoryPath { takeGeneral(in: region, order, line, customer, &best) }
    }
  }

  private mutating func takeGeneral(
    in region: Int32, _ order: Int32, _ line: Int32, _ customer: Int32,
    _ best: inout LicenseAnswer
  ) {
    for position in rules.territories.generalLicenses.range(region) {
      take(rules.territories.generalLicenses.row(position), order, line, customer, &best)
    }
  }

  /// Keeps the better license; of equally good ones the one that ends last, then the smaller id.
  private mutating func take(
    _ row: Int32, _ order: Int32, _ line: Int32, _ customer: Int32,
    _ best: inout LicenseAnswer
  ) {
    let rule = rules.territories.rows[Int(row)]
    let instant = batch.instant[Int(order)]
    guard rule.kind == rules.territories.licenseKinds[licenseKind].kind,
      isMeant(rule, order, customer), productDistance(row, order, line) != nil
    else { return }
    // An end so far off that the days before it leave 64 bits is not near.
    let (near, overflow) = instant.addingReportingOverflow(rule.warning)
    let isLasting = rule.until == Int64.max || overflow || near < rule.until
    guard rule.from <= instant else {
      if isLasting { licensesAhead.append(row) }
      return
    }
    let grade: License
    if instant < rule.until {
      grade = isLasting ? .valid : .expiring
    } else {
      let (end, overflow) = rule.until.addingReportingOverflow(rule.grace)
      grade = overflow || instant < end ? .grace : .missing
    }
    if best.row < 0 || grade.rawValue > best.grade.rawValue {
      (best.grade, best.row) = (grade, row)
    } else if grade == best.grade, isBefore(row, best.row) {
      best.row = row
    }
  }

  private mutating func isBefore(_ first: Int32, _ second: Int32) -> Bool {
    let (one, other) = (
      rules.territories.rows[Int(first)], rules.territories.rows[Int(second)]
    )
    if one.until != other.until { return one.until > other.until }
    return IdentifierOrder.precedes(territoryID(first), territoryID(second))
  }
}
