@testable import DealerRules

extension HashWorld {
  static let check = OrderCheck(id: "c", .stock)
}

extension HashChanges {
  /// A check, changed in one place.
  static let checks: [@Sendable (inout RuleBook) -> Void] = all.map { check in
    { @Sendable in $0.checks = [check] }
  }

  private static let all: [OrderCheck] =
    tests.map { test in changed { $0.test = test } } + [
      HashWorld.check,
      changed { $0.id = "d" },
      changed { $0.when = .test(.customerTier, .isIn(["x"])) },
      changed { $0.outcome = .hold },
      changed { $0.level = 1 },
      changed { $0.unknown = .flag },
      changed { $0.validity = HashWorld.span },
      changed { $0.status = .draft },
    ]

  private static let tests: [CheckTest] = [
    .require(.always), .require(.test(.channel, .isIn(["x"]))),
    .quantity(QuantityBounds(least: .one)), .quantity(QuantityBounds(most: .one)),
    .quantity(QuantityBounds(multiple: .one)),
    .quantity(QuantityBounds(most: .one, per: .product)),
    .quantity(QuantityBounds(most: .one, per: .order)),
    .quantity(QuantityBounds(most: .one, per: .order, total: "x")),
    .quantity(QuantityBounds(most: .one, per: .order, total: "x", period: .month)),
    .assortment([]), .assortment([RequiredGoods(of: .always, quantity: .one)]),
    .assortment([RequiredGoods(of: .test(.product, .exists), quantity: .one)]),
    .unusual(UsualQuantity(attribute: "a")), .unusual(UsualQuantity(attribute: "b")),
    .unusual(UsualQuantity(attribute: "a", above: .one)),
    .unusual(UsualQuantity(attribute: "a", below: .one)),
    .unusual(UsualQuantity(attribute: "a", season: "a")),
    .unusual(UsualQuantity(attribute: "a", per: .product)),
    .transfers(TransferBounds(most: 1)), .transfers(TransferBounds(most: 2)),
    .transfers(TransferBounds(most: 1, uncounted: 0)),
    .transfers(TransferBounds(most: 1, control: .zero)),
    .shelfLife(ShelfLifeBounds()), .shelfLife(ShelfLifeBounds(days: 1)),
    .shelfLife(ShelfLifeBounds(attribute: "a")), .shelfLife(ShelfLifeBounds(share: .one)),
    .shelfLife(ShelfLifeBounds(date: .order)), .shelfLife(ShelfLifeBounds(priority: 1)),
    .duplicate(DuplicateWindow(seconds: 1)), .duplicate(DuplicateWindow(seconds: 2)),
    .duplicate(DuplicateWindow(seconds: 1, channels: .other)),
  ]

  private static func changed(_ change: (inout OrderCheck) -> Void) -> OrderCheck {
    var check = HashWorld.check
    change(&check)
    return check
  }
}
