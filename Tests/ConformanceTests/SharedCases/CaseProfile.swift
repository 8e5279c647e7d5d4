import DealerRules

/// The order in which a system runs its promotions.
enum PromotionOrder: Sendable {
  /// As they are declared.
  case declared
  /// By the number of this member, larger first; without one it is 0.
  case larger(String)
  /// By the number of this member, smaller first; without one last where `absentLast`, else 0.
  case smaller(String, absentLast: Bool = false)
  /// In the order in which their coupon codes were entered.
  case coupons
}

/// How a system chooses among the promotions of one step.
enum PromotionChoice: Sendable {
  /// All of them apply.
  case all
  /// The best on each line.
  case bestPerLine
  /// The best for the order.
  case bestPerOrder
  /// On each line the first; where every promotion says that it combines all of them, the last
  /// of the order first.
  case firstUnlessCombinable
}

/// The promotions that a step takes; the first step that takes one has it.
enum PromotionTaken: Sendable {
  /// Surcharges.
  case margins
  /// Rules on the price, before the order is looked at.
  case prices
  /// Those of a named lane.
  case lane(String)
  /// Those that count on units or lines.
  case items
  /// All.
  case rest
}

/// What makes a system refuse a coupon or an order aloud.
enum RefusalCause: Sendable {
  case unknownCode, limit, budget, threshold, repeatedCode, equalPriority
  case unauthorized
}

/// How price list entries are searched.
enum EntrySearch: Sendable {
  /// Lists by their place, inside a list products before categories before everything.
  case specific
  /// As they are declared.
  case declared
  /// Special lists first, then the entry with the most conditions, then the lowest price.
  case conditions
  /// By quantity tier over all lists, the highest tier first.
  case tiers
}

/// One step of a system's promotions, which becomes a phase.
struct ProfileStep: Sendable {
  var id: String
  var takes: PromotionTaken
  var base: OfferBase = .running
  var rounding: RoundingMode = .halfUp
  /// Amounts keep all their decimals.
  var isExact: Bool = false
  var remainder: RemainderRule = .largestFraction
  var mode: PhaseMode = .together
  var choice: PromotionChoice = .all
  /// No promotion goes below a product's minimum price.
  var keepsFloor: Bool = false
}

/// How a system does what its cases leave unsaid: settings, nothing about a single case.
struct CaseProfile: Sendable {
  var order: PromotionOrder = .declared
  var steps: [ProfileStep] = [ProfileStep(id: "order", takes: .rest)]
  /// What percentages per unit or line are taken on where the promotion does not say.
  var itemBase: OfferBase?
  /// What promotions without a `bucket` are taken on where the system has buckets.
  var baseWithoutBucket: OfferBase?
  /// What thresholds on amounts measure where they do not say.
  var subtotals: MeasureBase = .opening
  var entries: EntrySearch = .specific
  /// Who is chosen in an exclusive group.
  var groupChoice: GroupChoice = .best
  /// Promotions that name products go before all others, whatever their priority.
  var namedFirst: Bool = false
  /// A promotion that ends the run ends it for the lines it touched, not for the order.
  var stopsLines: Bool = false
  /// An exclusive promotion stands alone.
  var obeysExclusive: Bool = false
  /// Promotions with a limit of units touch different ones.
  var touchesUnitsOnce: Bool = false
  /// So do promotions without a limit, unless they say `exclusive: false`.
  var usesUnits: Bool = false
  /// How many units a promotion touched is asked for.
  var countsUnits: Bool = false
  /// A limit of units holds on each line.
  var limitsUnitsPerLine: Bool = false
  /// Which units come first.
  var select: UnitSelection = .cheapest
  /// Sets of a buy-and-get promotion repeat where it does not say.
  var repeatsSets: Bool = false
  /// The amount of a line is given for each unit of its limit.
  var lineAmountsPerUnit: Bool = false
  /// What exceeds a budget is cut instead of refused.
  var cutsToBudget: Bool = true
  var zeroUsesIsUnlimited: Bool = false
  var foldsCodes: Bool = false
  /// A typed line discount keeps promotions off the line.
  var typedReplaces: Bool = false
  /// An amount coupon for the order needs an order without goods on sale.
  var orderCouponsNeedFullPrices: Bool = false
  /// Rounding of the order's total; `nil` keeps all decimals.
  var total: RoundingMode? = .halfUp
  var keepsDecimals: Bool = false
  /// Prices are stated per stock unit whatever the line's unit is.
  var pricesPerStockUnit: Bool = false
  /// Only promotions that another one beat are called rejected.
  var rejectsBeatenOnly: Bool = false
  /// What an exceeded credit limit does.
  var overLimit: CreditEffect = .hold
  /// A credit limit of zero is none.
  var zeroLimitIsOpen: Bool = false
  /// Nothing is given back that was not paid.
  var refundsNeedPayment: Bool = false
  /// How the sum of items that come back is settled.
  var refundRounding: RoundingMode = .halfUp
  var refusals: [RefusalCause] = [
    .unknownCode, .limit, .budget, .threshold, .unauthorized,
  ]

  /// The profile of a system; one that is not known has the plain settings.
  static func of(_ system: String) -> CaseProfile {
    bySystem[system] ?? CaseProfile()
  }

  private static let bySystem: [String: CaseProfile] = [
    "Microsoft Dynamics 365 (Commerce / Supply Chain unified pricing)": .dynamics,
    "django-oscar": .oscar, "Stripe": .documents, "PaymentKit": .documents,
    "Optimizely Commerce": .documents, "Shopify": .documents, "Salesforce CPQ": .documents,
    "commercetools": .documents, "ERPNext": .erpnext, "Magento Open Source": .magento,
    "Medusa v2": .medusa, "Odoo": .odoo, "Oracle (Advanced Pricing / ATG)": .oracle,
    "OCA credit-control (Odoo community)": .oca,
    "OroCommerce": .oro, "PrestaShop": .prestashop, "Saleor": .saleor,
    "SAP SD / SAP help": .sap, "Solidus": .solidus, "Spree": .spree, "Sylius": .sylius,
    "Sylius RefundPlugin": .syliusRefund,
    "Tryton": .tryton, "Vendure": .vendure, "WooCommerce": .woocommerce,
  ]
}
