// What an offer gives, in words (RULES.md U-040, O-010 …).
extension NoticeWriter {
  /// The benefit in one sentence.
  var benefit: String {
    switch offer.benefit {
    case .cut(let cut, let scope): return phrase(cut, per: scope) + base
    case .ladder(let ladder): return phrase(ladder) + base
    case .pattern(let pattern): return phrase(pattern) + base
    case .gift(let gift): return phrase(gift)
    case .charge(let id, let cut):
      let what = phrase(cut, per: .order)
      return say("on the charge \(id): \(what)", "费用 \(id)：\(what)")
    case .mark:
      return say("takes nothing off; other offers may build on it", "本身不减价，供其他优惠引用")
    }
  }

  /// What percentages are taken on, where it is not what the phase takes.
  private var base: String {
    switch offer.base ?? phase?.base ?? .opening {
    case .opening: ""
    case .running: say(", on what offers before it leave", "，按前序优惠后的金额计算")
    case .list: say(", on the list amount", "，按目录价金额计算")
    }
  }

  func phrase(_ cut: Cut, per scope: CutScope) -> String {
    switch cut {
    case .percentOff(let rate) where rate.millionths == 1_000_000 && scope == .unit:
      return say("free", "免费")
    case .percentOff(let rate):
      return say("\(rate) off", "优惠 \(rate)\(folds(rate))") + scopeWords(scope, isRate: true)
    case .amountOff(let amount, let unit):
      let off = say("\(money(amount)) off", "立减 \(money(amount))")
      guard scope == .unit else { return off + scopeWords(scope, isRate: false) }
      return say("\(off) each \(unit ?? "unit")", "每\(unit ?? "件")\(off)")
    case .fixedPrice(let price, let unit):
      guard scope == .unit else {
        return say("for \(money(price))", "特价 \(money(price))") + scopeWords(scope, isRate: false)
      }
      let each = unit ?? say("unit", "件")
      return say("\(money(price)) a \(each)", "特价 \(money(price))/\(each)")
    }
  }

  /// `（9.7 折）`: what is left of ten parts.
  private func folds(_ rate: Rate) -> String {
    let left = 1_000_000 - rate.millionths
    guard left > 0, left < 1_000_000 else { return "" }
    return "（\(Decimals.text(left, scale: 5)) 折）"
  }

  private func scopeWords(_ scope: CutScope, isRate: Bool) -> String {
    switch scope {
    case .unit: ""
    case .line: isRate ? "" : say(" each line", "（每行）")
    case .order: say(" over the goods together", "（按适用商品合计）")
    }
  }

  private func phrase(_ ladder: Ladder) -> String {
    let rungs = ladder.rungs.map { rung in
      let reached = amount(rung.from, ladder.measure)
      let cut = phrase(rung.cut, per: ladder.per)
      switch ladder.mode {
      case .reached: return say("from \(reached): \(cut)", "满 \(reached)：\(cut)")
      case .repeating: return say("for every \(reached): \(cut)", "每满 \(reached)：\(cut)")
      case .graduated:
        return say("what lies beyond \(reached): \(cut)", "超过 \(reached) 的部分：\(cut)")
      }
    }
    return rungs.joined(separator: say("; ", "；")) + goods(of: ladder.measure) + times(ladder.times)
  }

  private func phrase(_ pattern: OfferPattern) -> String {
    let got = pattern.get.map { phrase($0) }
    let gets = joined(got, say("and", "和"))
    let cut = pattern.isPerSet ? phraseOfSet(pattern.cut) : phrase(pattern.cut, per: .unit)
    let isOne = pattern.isSameLine ? say(", all of one line", "，须同一行") : ""
    guard !pattern.buy.isEmpty else {
      return say("\(gets): \(cut)", "\(gets)：\(cut)") + isOne + times(pattern.times)
    }
    let buys = joined(pattern.buy.map { phrase($0) }, say("and", "和"))
    return say("buy \(buys), get \(gets): \(cut)", "买 \(buys)，\(gets)：\(cut)")
      + isOne + times(pattern.times)
  }

  private func phraseOfSet(_ cut: Cut) -> String {
    switch cut {
    case .percentOff(let rate): say("\(rate) off the set", "整组优惠 \(rate)\(folds(rate))")
    case .amountOff(let amount, _):
      say("\(money(amount)) off the set", "整组立减 \(money(amount))")
    case .fixedPrice(let price, _): say("the set for \(money(price))", "整组 \(money(price))")
    }
  }

  private func phrase(_ slot: PatternSlot) -> String {
    let need =
      switch slot.need {
      case .quantity(let quantity): self.quantity(quantity.thousandths, slot.unit)
      case .amount(let amount): say("goods for \(money(amount))", "满 \(money(amount)) 的商品")
      }
    guard let of = slot.of else { return need }
    return say("\(need) of which \(phrase(of))", "\(need)（\(phrase(of))）")
  }

  private func phrase(_ gift: Gift) -> String {
    let products = gift.products.map { id in
      let name = book.products.first { IdentifierOrder.areEqual($0.id, id) }?.name ?? ""
      return name.isEmpty ? id : "\(id) (\(name))"
    }
    let many = quantity(gift.quantity.thousandths, gift.unit)
    let what =
      products.isEmpty
      ? say("\(many) of the same product", "\(many)同款商品")
      : "\(many) " + joined(products, say("or, where there is none, of", "（缺货时改送）"))
    let price =
      gift.price == 0
      ? say("free", "赠送") : say("at \(money(gift.price))", "换购价 \(money(gift.price))：")
    var text = say("\(what), \(price)", "\(price)\(what)")
    if let measure = gift.measure, gift.forEvery > 0 {
      let every = amount(gift.forEvery, measure)
      text = say("for every \(every): \(text)", "每满 \(every)：\(text)") + goods(of: measure)
    }
    if gift.mode == .inclusive {
      text += say(", out of what is ordered", "，从订购数量中免费")
    }
    switch gift.rule {
    case .unitRelated: break
    case .proportional: text += say(", parts of it in proportion", "，按比例折算")
    case .wholeUnit:
      text += say(", once what is counted is reached, in whole units", "，达到门槛后按整单位赠送")
    }
    return text + times(gift.times)
  }

  private func times(_ most: Int64?) -> String {
    guard let most else { return "" }
    return most == 1
      ? say(", once an order", "，每单一次")
      : say(", at most \(most) times an order", "，每单至多 \(most) 次")
  }

  /// What a measure counts, said of a number of it.
  func amount(_ value: Int64, _ measure: LineMeasure) -> String {
    let number = Decimals.text(value, scale: measure.kind.scale)
    return switch measure.kind {
    case .quantity(let unit): quantity(value, unit)
    case .amount: money(value)
    case .lines: say("\(number) lines", "\(number) 行")
    case .products: say("\(number) different products", "\(number) 种商品")
    case .attribute(let name): say("\(number) \(name)", "\(number) \(name)")
    }
  }

  /// The goods that a measure counts, where it names them, and how they are counted together.
  private func goods(of measure: LineMeasure) -> String {
    var text = ""
    if let of = measure.of {
      text += say(", counting goods of which \(phrase(of))", "，计入：\(phrase(of))")
    }
    if measure.each == .line { text += say(", each line by itself", "，逐行计算") }
    if case .amount = measure.kind, measure.base != .opening {
      text +=
        measure.base == .list
        ? say(", at list", "，按目录价") : say(", after the offers before", "，按前序优惠后金额")
    }
    return text
  }

  /// A threshold of the offer.
  func sentence(_ threshold: Threshold) -> String {
    let what =
      switch threshold.measure.kind {
      case .quantity: say("quantity", "数量")
      case .amount: say("amount", "金额")
      case .lines: say("lines", "行数")
      case .products: say("different products", "商品种数")
      case .attribute(let name): name
      }
    let bounds = phrase(threshold.bounds) { amount($0, threshold.measure) }
    return "\(what) \(bounds)" + goods(of: threshold.measure)
  }

  /// Which units the benefit takes.
  var units: [String] {
    guard let limit = offer.units else { return [] }
    var parts: [String] = []
    if let most = limit.most {
      let many = quantity(most.thousandths, limit.unit)
      parts.append(say("on at most \(many) an order", "每单至多 \(many)"))
    }
    if let most = limit.mostPerLine {
      let many = quantity(most.thousandths, limit.unit)
      parts.append(say("on at most \(many) a line", "每行至多 \(many)"))
    }
    if let groups = limit.groupsOf {
      let many = quantity(groups.thousandths, limit.unit)
      parts.append(say("in whole groups of \(many)", "按整组 \(many) 计"))
    }
    switch limit.select {
    case .cheapest: parts.append(say("the cheapest first", "从价低者起"))
    case .dearest: parts.append(say("the dearest first", "从价高者起"))
    case .lineOrder: parts.append(say("in the order of lines", "按行顺序"))
    }
    return [parts.joined(separator: say(", ", "，"))]
  }
}
