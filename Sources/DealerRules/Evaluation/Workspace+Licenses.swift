// Licenses and agreements of authorization (RULES.md R-019).
extension Workspace {
  /// How good the best license of a line is; larger is better.
  private enum License: Int {
    case missing, grace, expiring, valid
  }

  /// Reports lines that need a license their customer does not have, or not for long.
  mutating func checkLicenses(_ order: Int32, at place: Int32, _ result: inout PricedBatch) {
    walk(from: place)
    let start = batch.lineStart[Int(order)]
    for line in start..<batch.lineStart[Int(order) + 1] where isResolved(line) {
      guard rules.territories.needsLicense[Int(batch.product[Int(line)])] else { continue }
      position = line - start
      let (best, row) = bestLicense(order, line)
      let rule = row < 0 ? RuleRef.none : RuleRef(.territory, Int(row))
      switch best {
      case .valid: break
      case .expiring: report(.licenseExpiring, line: position, rule: rule, &result)
      case .grace: report(.licenseGrace, line: position, rule: rule, &result)
      case .missing:
        let level = Int64(rules.book.territory.level)
        switch rules.book.territory.unlicensed {
        case .allow: break
        case .flag: report(.licenseFlagged, line: position, &result)
        case .hold: report(.licenseHeld, line: position, c: level, &result)
        case .block: report(.licenseMissing, line: position, &result)
        }
      }
    }
    position = -1
  }

  private mutating func bestLicense(_ order: Int32, _ line: Int32) -> (License, Int32) {
    var best = (License.missing, Int32(-1))
    let customer = batch.customer[Int(order)]
    var dealer = customer
    while dealer >= 0 {
      for position in rules.territories.licensesByDealer.range(dealer) {
        take(rules.territories.licensesByDealer.row(position), order, line, &best)
      }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
    }
    takeGeneral(in: -1, order, line, &best)
    for region in territoryPath { takeGeneral(in: region, order, line, &best) }
    return best
  }

  private mutating func takeGeneral(
    in region: Int32, _ order: Int32, _ line: Int32, _ best: inout (License, Int32)
  ) {
    for position in rules.territories.generalLicenses.range(region) {
      take(rules.territories.generalLicenses.row(position), order, line, &best)
    }
  }

  /// Keeps the better license; of equally good ones the one that ends last, then the smaller id.
  private mutating func take(
    _ row: Int32, _ order: Int32, _ line: Int32, _ best: inout (License, Int32)
  ) {
    let rule = rules.territories.rows[Int(row)]
    let instant = batch.instant[Int(order)]
    guard rule.from <= instant, isMeant(rule, order, batch.customer[Int(order)]),
      productDistance(row, order, line) != nil
    else { return }
    let grade: License
    if instant < rule.until {
      // An end so far off that the days before it leave 64 bits is not near.
      let (near, overflow) = instant.addingReportingOverflow(rule.warning)
      grade = rule.until == Int64.max || overflow || near < rule.until ? .valid : .expiring
    } else {
      let (end, overflow) = rule.until.addingReportingOverflow(rule.grace)
      guard overflow || instant < end else { return }
      grade = .grace
    }
    if grade.rawValue > best.0.rawValue {
      best = (grade, row)
    } else if grade == best.0, best.1 >= 0, isBefore(row, best.1) {
      best.1 = row
    }
  }

  private mutating func isBefore(_ first: Int32, _ second: Int32) -> Bool {
    let (one, other) = (
      rules.territories.rows[Int(first)], rules.territories.rows[Int(second)]
    )
    if one.until != other.until { return one.until > other.until }
    return IdentifierOrder.precedes(
      rules.book.territories[Int(one.bookIndex)].id,
      rules.book.territories[Int(other.bookIndex)].id)
  }
}
