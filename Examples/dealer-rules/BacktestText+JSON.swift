import DealerRules

extension BacktestText {
  /// A text, or a list or object that is JSON already.
  static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  static func list(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

  /// `{"old", "new", "change"}` as decimal strings.
  static func json(_ pair: BacktestPair, _ currency: Currency) -> String {
    object([
      ("old", "\"\(Summary.text(pair.old, currency))\""),
      ("new", "\"\(Summary.text(pair.new, currency))\""),
      ("change", "\"\(Summary.text(pair.change, currency))\""),
    ])
  }

  /// Everything as one object (RULES.md U-018).
  static func json(_ backtest: Backtest, unreadable: Int) -> String {
    object(
      head(backtest, unreadable: unreadable)
        + [
          ("outcomes", list(outcomes(backtest))), ("distribution", list(distribution(backtest))),
        ]
        + BacktestDimension.allCases.map { dimension in
          (dimension.rawValue, list(backtest.entries(dimension).map { json($0, dimension) }))
        }
        + [
          (
            "limits",
            list(
              backtest.burnDowns.map { json($0, backtest.new.book.currency) }
                + backtest.ownBurnDowns.map(json))
          ),
          ("movers", list(backtest.topMovers.map { json($0, backtest) })),
        ])
  }

  /// Counts and sums alone.
  static func head(_ backtest: Backtest, unreadable: Int) -> [(String, String)] {
    let sums = backtest.sums.sorted { $0.key.code < $1.key.code }.map { currency, sum in
      object([
        ("currency", "\"\(currency.code)\""), ("orders", "\(sum.orders)"),
        ("list", json(sum.list, currency)), ("net", json(sum.net, currency)),
        ("charges", json(sum.charges, currency)), ("payable", json(sum.payable, currency)),
        ("revenue", json(sum.revenue, currency)), ("cost", json(sum.cost, currency)),
      ])
    }
    return [
      ("orders", "\(backtest.orders)"), ("piloted", "\(backtest.piloted)"),
      ("unreadable", "\(unreadable)"), ("oldErrors", "\(backtest.errors.old)"),
      ("newErrors", "\(backtest.errors.new)"), ("cheaper", "\(backtest.cheaper)"),
      ("dearer", "\(backtest.dearer)"), ("changedOutcomes", "\(backtest.changedOutcomes)"),
      ("newlyBlocked", "\(backtest.newlyBlocked)"),
      ("oldFloorBreaches", "\(backtest.floorBreaches.old)"),
      ("newFloorBreaches", "\(backtest.floorBreaches.new)"), ("amounts", list(sums)),
    ]
  }

  private static func outcomes(_ backtest: Backtest) -> [String] {
    backtest.outcomes.map { entry in
      (entry.key.old?.name ?? "error", entry.key.new?.name ?? "error", entry.value)
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map {
      object([("old", "\"\($0.0)\""), ("new", "\"\($0.1)\""), ("orders", "\($0.2)")])
    }
  }

  private static func distribution(_ backtest: Backtest) -> [String] {
    zip(BacktestDistribution.names, backtest.distribution.counts).map {
      object([("change", "\"\($0.0)\""), ("orders", "\($0.1)")])
    }
  }

  private static func json(_ entry: BacktestEntry, _ dimension: BacktestDimension) -> String {
    let goods = entry.uncosted.map { goods in
      object([
        ("product", Console.quoted(goods.product)), ("old", "\"\(units(goods.units.old))\""),
        ("new", "\"\(units(goods.units.new))\""),
      ])
    }
    let fields = [
      ("name", Console.quoted(entry.name)), ("currency", "\"\(entry.currency.code)\""),
      ("count", "\(entry.count)"), ("revenue", json(entry.revenue, entry.currency)),
      ("cost", json(entry.cost, entry.currency)),
    ]
    return object(dimension == .offer ? fields + [("uncosted", list(goods))] : fields)
  }

  private static func json(_ burn: BacktestBurn, _ currency: Currency) -> String {
    let text = { (value: Int128) in "\"\(amount(value, burn.key.kind, currency))\"" }
    return object([
      ("offer", Console.quoted(burn.key.offer)), ("kind", "\"\(burn.key.kind)\""),
      ("side", burn.key.isNew ? "\"new\"" : "\"old\""), ("limit", text(Int128(burn.limit))),
      ("used", text(burn.used)),
      ("usedUpOn", burn.exhausted.map { "\"\($0)\"" } ?? "null"),
      (
        "days",
        list(burn.days.map { object([("day", "\"\($0.day)\""), ("used", text($0.used))]) })
      ),
    ])
  }

  private static func json(_ burn: BacktestOwnBurn) -> String {
    object([
      ("offer", Console.quoted(burn.key.offer)), ("kind", "\"\(burn.key.kind)\""),
      ("side", burn.key.isNew ? "\"new\"" : "\"old\""), ("limit", "\"\(burn.limit)\""),
      ("holders", "\(burn.holders)"), ("usedUp", "\(burn.usedUp)"),
      ("most", Console.quoted(burn.most)), ("used", "\"\(burn.mostUsed)\""),
      (
        "days",
        list(burn.days.map { object([("day", "\"\($0.day)\""), ("usedUp", "\($0.usedUp)")]) })
      ),
    ])
  }

  private static func json(_ mover: Backtest.Mover, _ backtest: Backtest) -> String {
    let side = { (result: Result<Decision, OrderError>, rules: CompiledRules) -> String in
      guard case .success(let decision) = result else { return "null" }
      let amount = { (value: Int64) in
        "\"\(Money(millionths: value, decision.currency).decimalText)\""
      }
      let steps = decision.steps.filter { $0.kind != .price }.map { step in
        object([
          ("line", "\(decision.lines[Int(step.line)].number)"),
          ("rule", Console.quoted(rules.name(of: step.rule))), ("kind", "\"\(step.kind.name)\""),
          ("base", amount(step.base)), ("amount", amount(step.amount)),
          ("place", rules.place(of: step.rule).map { Console.quoted($0) } ?? "null"),
        ])
      }
      let reasons = decision.reasons.map { reason in
        let name = rules.name(of: reason.rule)
        return object([
          ("code", "\"\(reason.code.name)\""),
          ("rule", name.isEmpty ? "null" : Console.quoted(name)),
        ])
      }
      return object([
        ("outcome", "\"\(decision.outcome.name)\""), ("list", amount(decision.list)),
        ("net", amount(decision.net)), ("payable", amount(decision.payable)),
        ("steps", list(steps)), ("reasons", list(reasons)),
      ])
    }
    return object([
      ("order", Console.quoted(mover.order)), ("old", side(mover.old, backtest.old)),
      ("new", side(mover.new, backtest.new)),
    ])
  }

  /// Everything as one object.
  var json: String { BacktestText.json(backtest, unreadable: unreadable) }
}
