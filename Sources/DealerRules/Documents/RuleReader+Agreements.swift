// Agreements: rebates, allowances, points, coupons, funds, groups (RULES.md A-001 …).
extension RuleReader {
  private static let promises = ["rebate", "allowance", "points", "coupons", "fund", "groupBuy"]

  mutating func readAgreement(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    let name = text("name", &view) ?? ""
    let validity = since(validity("from", "until", "through", &view), &view)
    let status: OfferStatus? = choice("status", &view)
    let when = condition("when", &view)
    let receivers = receivers(&view)
    for promise in RuleReader.promises { view.ask(promise) }
    let given = RuleReader.promises.filter { isStated($0, view) }
    guard let first = given.first else {
      report(
        .missingField, "the agreement promises nothing",
        help: "add `\(RuleReader.promises.joined(separator: "`, `"))`", at: headSpan(view))
      return
    }
    if given.count > 1 {
      report(
        .conflictingFields, "the agreement states `\(first)` and `\(given[1])`",
        help: "keep one; make two agreements of it otherwise", at: span(of: [given[1]], view))
      return
    }
    guard let node = member(first, &view), var inner = object(node) else { return }
    let promise = promise(first, &inner)
    finish(inner)
    guard let promise else { return }
    book.agreements.append(
      Agreement(
        id: id, name: name, validity: validity, status: status ?? .published, when: when,
        promise: promise, receivers: receivers, origin: headSpan(view)))
  }

  private mutating func promise(_ name: String, _ view: inout FieldView) -> AgreementPromise? {
    switch name {
    case "rebate": return rebate(&view).map { .rebate($0) }
    case "allowance": return allowance(&view).map { .allowance($0) }
    case "points": return reward("points", &view).map { .points($0) }
    case "coupons":
      let kind = cell("coupon", &view)
      if kind == nil { missing("coupon", view) }
      let isGood = kind.map { isIdentifier($0, "coupon") } ?? false
      let reward = reward("quantity", &view)
      guard isGood, let kind, let reward else { return nil }
      return .coupons(kind.text, reward)
    case "fund": return fund(&view).map { .fund($0) }
    default: return groupBuy(&view).map { .groupBuy($0) }
    }
  }

  // MARK: Receivers

  /// `"buyer"`, `{"order": NAME}`, or a list of shares.
  private mutating func receivers(_ view: inout FieldView) -> [AgreementShare] {
    let buyer = [AgreementShare(.buyer)]
    guard let node = member("to", &view) else { return buyer }
    guard tree.kind(of: node) == .array else {
      return receiver(node).map { [AgreementShare($0)] } ?? buyer
    }
    var shares: [AgreementShare] = []
    for element in list(node) {
      guard var inner = object(element) else { continue }
      var who: AgreementReceiver?
      if let to = member("to", &inner) { who = receiver(to) } else { missing("to", inner) }
      let share = rate("share", &inner)
      if share == nil { missing("share", inner) }
      finish(inner)
      if let who, let share { shares.append(AgreementShare(who, share: share)) }
    }
    return shares
  }

  private mutating func receiver(_ node: Int) -> AgreementReceiver? {
    if tree.kind(of: node) == .object {
      guard var inner = object(node) else { return nil }
      let customer = text("customer", &inner)
      let order = text("order", &inner)
      if customer == nil, order == nil { missing("customer", inner) }
      if customer != nil, order != nil {
        report(
          .conflictingFields, "`customer` and `order` stand together", help: "keep one of them",
          at: span(of: ["order"], inner))
      }
      finish(inner)
      return customer.map { .customerAttribute($0) } ?? order.map { .orderAttribute($0) }
    }
    guard let cell = scalar(node) else { return nil }
    switch cell.text {
    case "buyer": return .buyer
    case "parent": return .parent
    default:
      unknownChoice(cell, ["buyer", "parent", "{\"customer\": NAME}", "{\"order\": NAME}"])
      return nil
    }
  }

  // MARK: What is counted

  /// A number of an agreement, in millionths.
  private mutating func number(_ name: String, _ view: inout FieldView) -> Int64? {
    decimal(name, scale: Money.scale, &view)
  }

  private mutating func basis(_ view: inout FieldView) -> AgreementBasis {
    let unit = text("unit", &view)
    var basis = AgreementBasis.net
    if let node = member("basis", &view) {
      if tree.kind(of: node) == .object, var inner = object(node) {
        let kind = text("kind", &inner)
        let attribute = text("attribute", &inner)
        if kind == nil, attribute == nil { missing("kind", inner) }
        if kind != nil, attribute != nil {
          report(
            .conflictingFields, "`kind` and `attribute` stand together",
            help: "keep one of them", at: span(of: ["attribute"], inner))
        }
        finish(inner)
        basis = kind.map { .kind($0) } ?? attribute.map { .attribute($0) } ?? .net
      } else if let cell = scalar(node) {
        switch cell.text {
        case "net": break
        case "list": basis = .list
        case "quantity": return .quantity(unit: unit)
        default:
          unknownChoice(
            cell, ["net", "list", "quantity", "{\"kind\": ID}", "{\"attribute\": NAME}"])
        }
      }
    }
    if unit != nil {
      report(
        .conflictingFields, "`unit` has no meaning where no quantity is counted",
        help: "leave `unit` out, or write `\"basis\": \"quantity\"`",
        at: span(of: ["unit"], view))
    }
    return basis
  }

  // MARK: Rebates

  private mutating func rebate(_ view: inout FieldView) -> Rebate? {
    var rebate = Rebate(basis: basis(&view), rungs: [])
    if let mode: RebateMode = choice("mode", &view) { rebate.mode = mode }
    rebate.total = text("total", &view)
    rebate.against = text("against", &view)
    rebate.after = names("after", "rebate", &view) ?? []
    rebate.evidence = text("evidence", &view)
    if let point: RebatePoint = choice("point", &view) { rebate.point = point }
    if let rounding = rounding("rounding", &view) { rebate.rounding = rounding }
    if let pays: RebatePayment = choice("pays", &view) { rebate.pays = pays }
    let grants = ["rate", "amount", "lump"]
    for name in grants { view.ask(name) }
    guard isStated("rungs", view) else {
      _ = member("rungs", &view)
      guard let grant = grant(&view) else { return nil }
      rebate.rungs = [RebateRung(grant)]
      return rebate
    }
    for name in grants where isStated(name, view) {
      report(
        .conflictingFields, "`\(name)` stands beside `rungs`", help: "state it in the rungs",
        at: span(of: [name], view))
    }
    let isRelative = rebate.against != nil
    each("rungs", &view) { reader, inner in
      let from =
        isRelative
        ? reader.rate("from", &inner)?.millionths : reader.number("from", &inner)
      if from == nil { reader.missing("from", inner) }
      if let grant = reader.grant(&inner), let from {
        rebate.rungs.append(RebateRung(from: from, grant))
      }
    }
    return rebate
  }

  private mutating func grant(_ view: inout FieldView) -> RebateGrant? {
    let rate = rate("rate", &view)
    let perUnit = amount("amount", &view)
    let lump = amount("lump", &view)
    let given = ["rate", "amount", "lump"].filter { isStated($0, view) }
    if given.isEmpty {
      missing("rate", view)
    } else if given.count > 1 {
      report(
        .conflictingFields, "`\(given[0])` and `\(given[1])` stand together",
        help: "keep one of them", at: span(of: [given[1]], view))
      return nil
    }
    return rate.map { .rate($0) } ?? perUnit.map { .amount($0) } ?? lump.map { .lump($0) }
  }

  // MARK: Allowances, points, coupons

  private mutating func allowance(_ view: inout FieldView) -> Allowance? {
    let evidence = text("evidence", &view)
    if evidence == nil { missing("evidence", view) }
    let paid = text("paid", &view)
    if paid == nil { missing("paid", view) }
    let most = count("most", &view)
    let amount = amount("amount", &view)
    let product = text("product", &view)
    let quantity = quantity("quantity", &view)
    var grant = amount.map { AllowanceGrant.amount($0) }
    if isStated("product", view) || isStated("quantity", view) {
      if isStated("amount", view) {
        report(
          .conflictingFields, "an amount and goods stand together", help: "keep one of them",
          at: span(of: ["amount"], view))
      }
      if product == nil { missing("product", view) }
      if quantity == nil { missing("quantity", view) }
      grant = nil
      if let product, let quantity { grant = .goods(product: product, quantity: quantity) }
    } else if grant == nil {
      missing("amount", view)
    }
    guard let evidence, let paid, let grant else { return nil }
    return Allowance(evidence: evidence, paid: paid, grant: grant, most: most)
  }

  private mutating func reward(_ field: String, _ view: inout FieldView) -> CountedReward? {
    let basis = basis(&view)
    let every = number("every", &view)
    if every == nil { missing("every", view) }
    var reward = CountedReward(basis: basis, every: every ?? 0)
    if let count = count(field, &view) { reward.count = count }
    reward.times = count("times", &view)
    if let each: ChoiceScope = choice("each", &view) { reward.each = each }
    reward.validDays = integer("validDays", 0...36_500, &view)
    each("multiply", &view) { reader, inner in
      let when = reader.condition("when", &inner)
      let by = reader.number("by", &inner)
      if by == nil { reader.missing("by", inner) }
      if let by { reward.multipliers.append(RewardMultiplier(when: when, by: by)) }
    }
    return every == nil ? nil : reward
  }

  // MARK: Funds and groups

  private mutating func fund(_ view: inout FieldView) -> RebateFund? {
    let balance = text("balance", &view)
    if balance == nil { missing("balance", view) }
    var fund = RebateFund(balance: balance ?? "")
    if let most = rate("most", &view) { fund.most = most }
    if let effect: FundEffect = choice("effect", &view) { fund.effect = effect }
    if let use: FundUse = choice("use", &view) { fund.use = use }
    if let scale = integer("scale", 0...6, &view) { fund.rounding.scale = Int(scale) }
    return balance == nil ? nil : fund
  }

  private mutating func groupBuy(_ view: inout FieldView) -> GroupBuy? {
    let product = text("product", &view)
    if product == nil { missing("product", view) }
    var group = GroupBuy(product: product ?? "", rungs: [])
    group.unit = text("unit", &view)
    if let rounding = rounding("rounding", &view) { group.rounding = rounding }
    if !isStated("rungs", view) { missing("rungs", view) }
    each("rungs", &view) { reader, inner in
      let from = reader.decimal("from", scale: Quantity.scale, &inner)
      if from == nil { reader.missing("from", inner) }
      let price = reader.amount("price", &inner)
      if price == nil { reader.missing("price", inner) }
      if let from, let price { group.rungs.append(GroupRung(from: from, price: price)) }
    }
    return product == nil ? nil : group
  }

  /// Whether the rules have a fund of this id; without rules nothing is known of it.
  private mutating func isFund(_ id: String, _ node: Int) -> Bool {
    guard let rules else { return true }
    let funds = rules.agreements.priceFunds + rules.agreements.paymentFunds
    if let row = rules.agreements.byID[id], funds.contains(row) { return true }
    let names = funds.map { rules.name(of: RuleRef(.agreement, Int($0))) }
    report(
      .unknownReference, "there is no fund \(Diagnostic.quote(id))",
      help: Suggestion.closest(to: id, among: names).map { "did you mean `\($0)`?" }
        ?? "ask an agreement with `fund`",
      path: tree.path(of: node), at: tree.keySpan(of: node))
    return false
  }

  /// What an order asks funds to pay, by agreement.
  mutating func funds(_ view: inout FieldView) -> IdentifierMap<Int64> {
    var funds: IdentifierMap<Int64> = [:]
    eachNamed("funds", &view) { reader, agreement, node in
      guard let cell = reader.scalar(node),
        let amount = reader.decimal(cell, scale: Money.scale)
      else { return }
      if amount < 0 {
        reader.report(
          .negativeNotAllowed, "a fund is asked for less than nothing", help: "write zero or more",
          path: reader.tree.path(of: node), at: cell.span)
      }
      if reader.isFund(agreement, node) { funds[agreement] = amount }
    }
    return funds
  }
}
