/// Writes an offer as articles of a notice (RULES.md U-040).
struct NoticeWriter {
  let book: RuleBook
  let offer: Offer
  let language: Language
  let phase: Phase?
  let group: OfferGroup?

  init(_ book: RuleBook, _ offer: Offer, _ language: Language) {
    self.book = book
    self.offer = offer
    self.language = language
    let phase = book.phases.first { IdentifierOrder.areEqual($0.id, offer.phase) }
    self.phase = phase
    group = offer.group.flatMap { id in
      phase?.groups.first { IdentifierOrder.areEqual($0.id, id) }
    }
  }

  var articles: [PolicyNotice.Article] {
    var goods: [Condition] = []
    var who: [Condition] = []
    for part in ConditionLogic.parts(offer.when) where part != .always {
      if isOnGoods(part) { goods.append(part) } else { who.append(part) }
    }
    let everybody = say("every dealer", "所有经销商")
    let everything = say("all goods", "全部商品")
    return [
      article("Status", "状态", status),
      article("For", "适用对象", list(who, everybody) + codes),
      article("Goods", "适用商品", list(goods, everything) + kinds),
      article("Reached by", "门槛", offer.requires.map { sentence($0) } + oneOf),
      article("Gives", "优惠内容", [benefit] + units),
      article("In force", "有效期", [validity]),
      article("With others", "叠加规则", combination),
      article("Bounds", "上限与限额", bounds),
    ].filter { !$0.sentences.isEmpty }
  }

  /// The thresholds of which one is enough.
  private var oneOf: [String] {
    guard !offer.requiresAny.isEmpty else { return [] }
    let all = offer.requiresAny.map { sentence($0) }
    return [all.joined(separator: say(", or ", "，或"))]
  }

  func say(_ english: String, _ chinese: String) -> String { language.say(english, chinese) }

  private func article(
    _ english: String, _ chinese: String, _ sentences: [String]
  ) -> PolicyNotice.Article {
    PolicyNotice.Article(heading: say(english, chinese), sentences: sentences)
  }

  private func list(_ parts: [Condition], _ otherwise: String) -> [String] {
    parts.isEmpty ? [otherwise] : parts.map { phrase($0) }
  }

  private var status: [String] {
    switch offer.status {
    case .published: []
    case .draft: [say("a draft: gives nothing yet", "草稿：尚未生效")]
    case .retired: [say("retired: gives nothing any more", "已停用：不再生效")]
    }
  }

  private var codes: [String] {
    guard !offer.codes.isEmpty else { return [] }
    let names = joined(offer.codes.sorted(by: IdentifierOrder.precedes), say("or", "或"))
    return [say("with the code \(names)", "须出示优惠码 \(names)")]
  }

  /// Prices that it leaves alone.
  private var kinds: [String] {
    var result: [String] = []
    if !offer.includesProtected, book.priceTables.contains(where: { $0.isProtected }) {
      result.append(
        say("not goods at prices that offers may not touch", "不含禁止叠加优惠的价格（如合同价）"))
    }
    if !offer.includesDiscounted {
      result.append(say("not goods that an offer has already reduced", "不含已享受其他优惠的商品"))
    }
    return result
  }

  private var validity: String {
    let span = offer.validity
    let from = span.from == .distantPast ? nil : moment(span.from, isEnd: false)
    let until = span.until == .distantFuture ? nil : moment(span.until, isEnd: true)
    switch (from, until) {
    case (nil, nil): return say("always", "长期有效")
    case (let from?, nil): return say("from \(from)", "自 \(from) 起")
    case (nil, let until?): return say("through \(until)", "至 \(until) 止")
    case (let from?, let until?):
      return say("from \(from) through \(until)", "自 \(from) 至 \(until)")
    }
  }

  /// A day where the instant is its first (of an end: the day before), else the instant.
  private func moment(_ instant: Instant, isEnd: Bool) -> String {
    let day = book.zone.date(of: instant)
    guard book.zone.start(of: day) == instant else {
      return isEnd ? say("\(instant) (not included)", "\(instant)（不含）") : "\(instant)"
    }
    return isEnd ? day.adding(days: -1).map { "\($0)" } ?? "\(instant)" : "\(day)"
  }

  /// `A, B or C`.
  func joined(_ texts: [String], _ last: String) -> String {
    guard let end = texts.last, texts.count > 1 else { return texts.first ?? "" }
    let comma = say(", ", "、")
    let space = language == .english ? " " : ""
    return texts.dropLast().joined(separator: comma) + "\(space)\(last)\(space)\(end)"
  }

  // MARK: Numbers

  /// An amount in the book's currency: `300.00 CNY`, `300.00 元`.
  func money(_ millionths: Int64) -> String {
    let amount = Money(millionths: millionths, book.currency)
    guard language == .chinese, book.currency == .cny else { return "\(amount)" }
    return "\(amount.decimalText) 元"
  }

  func quantity(_ thousandths: Int64, _ unit: String?) -> String {
    let number = Decimals.text(thousandths, scale: Quantity.scale)
    return "\(number) \(unit ?? say("units", "件"))"
  }
}
