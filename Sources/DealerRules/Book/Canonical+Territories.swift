// Canonical forms of territory rules and their settings.
extension CanonicalEncoder {
  mutating func content(of rule: TerritoryRule) {
    text(1, rule.id)
    text(2, rule.effect.rawValue)
    text(3, rule.dealer)
    text(4, rule.tier)
    text(5, rule.group)
    text(6, rule.region)
    text(7, rule.product)
    text(8, rule.category)
    text(9, rule.brand)
    text(10, rule.channel)
    condition(11, rule.when)
    flag(12, rule.isExclusive)
    text(13, rule.restricts.rawValue)
    text(14, rule.outcome.rawValue)
    validity(15, rule.validity)
    text(16, rule.status.rawValue)
    text(17, rule.seller)
    if rule.graceDays != 0 { integer(18, Int64(rule.graceDays)) }
    if rule.warnDays != 0 { integer(19, Int64(rule.warnDays)) }
    if rule.level != 0 { integer(20, Int64(rule.level)) }
    if let kind = rule.kind { text(21, kind) }
  }

  mutating func content(of policy: TerritoryPolicy) {
    ordered(1, policy.precedence) { $1.text(1, $0.rawValue) }
    text(2, policy.whiteSpace.rawValue)
    text(3, policy.unlisted.rawValue)
    text(4, policy.subDealers.rawValue)
    text(5, policy.profile.rawValue)
    ordered(6, policy.parties) { $1.text(1, $0.rawValue) }
    text(7, policy.defaultWhenNoListing.rawValue)
    text(8, policy.notListed.rawValue)
    if policy.unlicensed != .block { text(9, policy.unlicensed.rawValue) }
    if policy.unpermitted != .block { text(10, policy.unpermitted.rawValue) }
    if policy.level != 0 { integer(11, Int64(policy.level)) }
    if let share = policy.marketShare { integer(12, share.millionths) }
  }
}
