// How an offer stands beside others, and its bounds, in words (RULES.md U-040, O-006 …, O-012).
extension NoticeWriter {
  /// How it is chosen, and with what it may stand together.
  var combination: [String] {
    var result = [step]
    if let group, let chosen = phrase(group) { result.append(chosen) }
    result += alone + tags
    switch offer.combination.stop {
    case .no: break
    case .line: result.append(say("no later offer on its lines", "所涉商品不再享受后续优惠"))
    case .order: result.append(say("no later offer on the order", "整单不再享受后续优惠"))
    }
    if offer.combination.sharesUnits {
      result.append(say("a unit serves one such offer alone", "同一件商品只参加其中一项"))
    }
    return result
  }

  /// Where in the order of phases it stands.
  private var step: String {
    let count = book.phases.count
    let place = book.phases.firstIndex { IdentifierOrder.areEqual($0.id, offer.phase) }
    guard let place, count > 1 else {
      return say("reckoned in one step with all offers", "与全部优惠同一步计算")
    }
    return say(
      "reckoned in step \(place + 1) of \(count) (\(offer.phase))",
      "在第 \(place + 1)/\(count) 步（\(offer.phase)）计算")
  }

  private func phrase(_ group: OfferGroup) -> String? {
    let others = book.offers.count {
      $0.group.map { IdentifierOrder.areEqual($0, group.id) } ?? false
        && IdentifierOrder.areEqual($0.phase, offer.phase) && $0.id != offer.id
    }
    guard others > 0 else { return nil }
    let scope =
      switch group.per {
      case .unit: say("each unit", "每件")
      case .line: say("each line", "每行")
      case .order: say("the order", "每单")
      }
    switch group.choice {
    case .best:
      return say(
        "of \(group.id) (\(others) more) \(scope) gets the one that gives most",
        "与 \(group.id) 组其他 \(others) 项互斥，\(scope)取最优")
    case .first:
      return say(
        "of \(group.id) (\(others) more) \(scope) gets the first by priority"
          + " (here \(offer.priority))",
        "与 \(group.id) 组其他 \(others) 项互斥，\(scope)取优先级最高者（本项 \(offer.priority)）")
    case .all:
      return say(
        "adds up with the \(others) others of \(group.id)", "与 \(group.id) 组其他 \(others) 项叠加")
    }
  }

  private var alone: [String] {
    var result: [String] = []
    switch offer.combination.exclusive {
    case .no: break
    case .best:
      result.append(say("not with other offers of its step: the better wins", "同一步内与其他优惠互斥，取优"))
    case .strict:
      result.append(say("in its step it keeps other offers out", "同一步内排除其他优惠"))
    }
    switch offer.combination.alone {
    case .no: break
    case .best:
      result.append(say("alone on the order, where that is better", "整单单独使用，取优"))
    case .strict: result.append(say("alone on the order", "整单只能单独使用"))
    }
    return result
  }

  private var tags: [String] {
    var result: [String] = []
    let own = offer.combination.tags
    if !own.isEmpty { result.append(say("marked ", "标签：") + own.joined(separator: ", ")) }
    if let others = offer.combination.combinesWith {
      let place = phase?.combinePer == .order ? say("in an order", "同一单") : say("on a line", "同一行")
      let steps =
        phase?.combineAcross ?? false
        ? say("of its step or of one before", "与本步及之前各步") : say("of its step", "与本步")
      let marks = others.joined(separator: ", ")
      result.append(
        others.isEmpty
          ? say("\(place) combines with no other offer \(steps)", "\(place)\(steps)其他优惠不叠加")
          : say(
            "\(place) combines, of offers \(steps), with those marked \(marks) alone",
            "\(place)\(steps)仅与带标签的优惠叠加：\(marks)"))
    }
    return result
  }

  /// Caps and limits.
  var bounds: [String] {
    var result: [String] = []
    func add(_ value: Int64?, _ english: String, _ chinese: String, _ text: (Int64) -> String) {
      guard let value else { return }
      result.append(say("\(english) \(text(value))", "\(chinese) \(text(value))"))
    }
    let limits = offer.limits
    let count = { (value: Int64) in say("\(value) times", "\(value) 次") }
    add(offer.combination.cap, "an order gets at most", "每单封顶", money)
    add(offer.combination.capPerLine, "a line gets at most", "每行封顶", money)
    add(limits.uses, "in all at most", "总次数上限", count)
    add(limits.usesPerCustomer, "a dealer at most", "每个经销商至多", count)
    add(limits.usesPerCode, "a code at most", "每个优惠码至多", count)
    add(limits.budget, "budget", "预算", money)
    add(limits.budgetUnits, "budget of goods", "数量预算") { quantity($0, nil) }
    if limits.budget != nil || limits.budgetUnits != nil {
      result.append(
        limits.isPartial
          ? say("what is left of it is given in part", "余额不足时按剩余部分给")
          : say("what does not fit whole is not given", "余额不足时不给"))
    }
    if let rate = phase?.capRate {
      result.append(
        say("all offers of its step together take at most \(rate)", "同一步全部优惠合计不超过 \(rate)"))
    }
    return result
  }
}
