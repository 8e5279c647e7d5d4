// Conditions in words (RULES.md U-040, C-001 … C-003).
extension NoticeWriter {
  /// Whether a part asks for goods alone.
  func isOnGoods(_ condition: Condition) -> Bool {
    switch condition {
    case .all(let parts), .any(let parts):
      !parts.isEmpty && parts.allSatisfy { isOnGoods($0) }
    case .not(let part): isOnGoods(part)
    case .test(let field, _): field.isOfGoods
    }
  }

  func phrase(_ condition: Condition) -> String {
    switch condition {
    case .all(let parts) where parts.isEmpty: return say("always", "任何情况")
    case .all(let parts): return parts.map { inner($0) }.joined(separator: say(" and ", "，且"))
    case .any(let parts): return parts.map { inner($0) }.joined(separator: say(" or ", "，或"))
    case .not(let part): return say("not (\(phrase(part)))", "不满足（\(phrase(part))）")
    case .test(let field, let test): return phrase(field, test)
    }
  }

  /// A part inside another one: in brackets where it has parts itself.
  private func inner(_ condition: Condition) -> String {
    switch condition {
    case .all(let parts) where parts.count > 1: "(\(phrase(condition)))"
    case .any(let parts) where parts.count > 1: "(\(phrase(condition)))"
    default: phrase(condition)
    }
  }

  private func phrase(_ field: ConditionField, _ test: ConditionTest) -> String {
    let name = name(of: field)
    switch test {
    case .isIn(let texts):
      let named = joined(texts.map { value($0, of: field) }, say("or", "或"))
      return say("\(name) is \(named)", "\(name)为 \(named)")
    case .number(let bounds):
      return "\(name) " + phrase(bounds) { Decimals.text($0, scale: Money.scale) }
    case .daysAgo(let bounds):
      let days = phrase(bounds) { "\($0)" }
      return say("\(name) is \(days) days ago", "\(name)距今 \(days) 天")
    case .daysAhead(let bounds):
      let days = phrase(bounds) { "\($0)" }
      return say("\(name) is \(days) days ahead", "\(name)还有 \(days) 天")
    case .date(let from, let until):
      let last = until.flatMap { $0.adding(days: -1) }
      return name
        + (from.map { say(" from \($0)", "自 \($0)") } ?? "")
        + (last.map { say(" through \($0)", "至 \($0)") } ?? "")
    case .time(let from, let below):
      return name
        + (from.map { say(" from \(clock($0))", "自 \(clock($0))") } ?? "")
        + (below.map { say(" to before \(clock($0))", "至 \(clock($0))（不含）") } ?? "")
    case .flag(let isSet): return name + (isSet ? say(": yes", "：是") : say(": no", "：否"))
    case .exists: return say("\(name) is known", "已知\(name)")
    }
  }

  /// `at least 10 and below 20`.
  func phrase(_ bounds: MeasureBounds, _ text: (Int64) -> String) -> String {
    var parts: [String] = []
    if let from = bounds.from { parts.append(say("at least \(text(from))", "不少于 \(text(from))")) }
    if let above = bounds.above { parts.append(say("above \(text(above))", "超过 \(text(above))")) }
    if let below = bounds.below { parts.append(say("below \(text(below))", "少于 \(text(below))")) }
    if let upTo = bounds.upTo { parts.append(say("at most \(text(upTo))", "不超过 \(text(upTo))")) }
    return parts.joined(separator: say(" and ", "且"))
  }

  private func clock(_ minutes: Int32) -> String {
    let hour = minutes / 60
    let minute = minutes % 60
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  /// A text of a condition, with the name that the book has for it.
  private func value(_ text: String, of field: ConditionField) -> String {
    var known = ""
    func find(_ names: some Sequence<(String, String)>) {
      known = names.first { IdentifierOrder.areEqual($0.0, text) }?.1 ?? ""
    }
    switch field {
    case .product: find(book.products.lazy.map { ($0.id, $0.name) })
    case .productCategory: find(book.categories.lazy.map { ($0.id, $0.name) })
    case .customer, .customerParent: find(book.customers.lazy.map { ($0.id, $0.name) })
    case .region, .customerRegion: find(book.regions.lazy.map { ($0.id, $0.name) })
    case .orderWeekday: known = ""
    default: break
    }
    if case .orderWeekday = field { return weekday(text) }
    return known.isEmpty ? text : "\(text) (\(known))"
  }

  private func weekday(_ text: String) -> String {
    let english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    let chinese = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
    guard let day = Int(text), english.indices.contains(day - 1) else { return text }
    return say(english[day - 1], chinese[day - 1])
  }

  private func name(of field: ConditionField) -> String {
    let (english, chinese) = NoticeWriter.names(of: field)
    return say(english, chinese)
  }

  private static func names(of field: ConditionField) -> (String, String) {
    switch field {
    case .customer: ("the dealer", "经销商")
    case .customerParent: ("a dealer above", "上级经销商")
    case .customerTier: ("the dealer's tier", "经销商等级")
    case .customerGroup: ("the dealer's group", "经销商分组")
    case .customerRegion: ("the dealer's region", "经销商所在区域")
    case .customerAttribute(let name): ("the dealer's \(name)", "经销商的 \(name)")
    case .channel: ("the channel", "渠道")
    case .region: ("the region of delivery", "收货区域")
    case .currency: ("the currency", "币种")
    case .coupon: ("the coupon", "优惠券")
    case .orderAttribute(let name): ("the order's \(name)", "订单的 \(name)")
    case .orderDate: ("the order's date", "下单日期")
    case .orderTime: ("the time of the order", "下单时间")
    case .orderWeekday: ("the order's weekday", "下单星期")
    case .orderNth: ("the number of the dealer's order", "经销商的第几单")
    case .lastOrder: ("the dealer's last order", "上次下单")
    case .total(let name): ("the period's total \(name)", "期间累计 \(name)")
    case .product: ("the product", "商品")
    case .productCategory: ("the category", "品类")
    case .productBrand: ("the brand", "品牌")
    case .productStock: ("the stock", "库存")
    case .productAttribute(let name): ("the product's \(name)", "商品的 \(name)")
    case .lineQuantity: ("the line's quantity", "行数量")
    case .lineUnit: ("the line's unit", "行单位")
    case .lineAmount: ("the line's amount at list", "行目录价金额")
    case .lineUnitPrice: ("the line's unit price at list", "行目录单价")
    case .linePriceTable: ("the price table", "取价表")
    case .lineManual: ("priced by hand", "手工价")
    case .lineProject: ("the project", "项目")
    case .lineExpires: ("the lot's last day", "批次到期日")
    case .lineAttribute(let name): ("the line's \(name)", "行的 \(name)")
    }
  }
}
