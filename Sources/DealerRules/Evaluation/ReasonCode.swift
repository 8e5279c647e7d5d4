/// Why a decision is what it is: append-only, one table for code, severity and text
/// (RULES.md X-004).
public enum ReasonCode: UInt8, Hashable, Sendable, CaseIterable {
  // Findings about an order or a line.
  case unknownCustomer, unknownProduct, unknownUnit, unknownRegion, noPrice, outsideBands
  case belowMinimum, notMultiple, missingMeasure, manualRefused, manualBounded, manualApproval
  case floorApplied, ceilingApplied
  // Statements about amounts.
  case charge, tax, documentRounding
  // Why a price row did not price a line.
  case notInForce, beatenByAccess, beatenByKey, beatenByUnit, beatenByCurrency, beatenByStart
  case otherBand, beatenByPrice, belowBands, beyondBands, capExhausted, unitUnknown
  case noExchangeRate, baseMissing, accessSkipped
  // Why an offer did not apply.
  case conditionFailed, lineProtected, beatenInGroup, lowerPriority, notLower, fixedPriceWon
  case fixedPriceLost, nothingLeft, capped
  case couponMissing, lineDiscounted, thresholdMissed, belowRungs, noSet, exclusiveWon
  case exclusiveLost, incompatible, stopped, limitReached, budgetCut, budgetShort
  case giftOutOfStock
  // Statements about offers.
  case couponUnknown, marked, chargeReduced, giftPrice, unitSearch
  // Findings about places.
  case regionSplit, malformedCode, postalMismatch
  // Statements about agreements.
  case accrued, earned, caughtUp, accrualUnknown, evidenceMissing, beneficiaryUnknown
  case fundPaid, fundUnknown, tierAhead, nextUnit
  // Findings of guards, and approvals.
  case guardClipped, guardWarned, guardApproval, guardRefused, guardUnknown, guardUnproven
  case refusedByGuard, approved, approvalLapsed, approvalExceeded, approvalUnknownRole
  case approvalInsufficient
  // Who may buy what, where.
  case territoryBlocked, territoryHeld, territoryFlagged, unlistedBlocked, unlistedHeld
  case unlistedFlagged, whiteSpaceBlocked, whiteSpaceHeld, whiteSpaceFlagged, legallyWeakened
  case exclusionBlocked, exclusionHeld, exclusionFlagged, notListedBlocked, notListedHeld
  case notListedFlagged, sellerBlocked
  // Checks and licenses.
  case checkBlocked, checkHeld, checkFlagged, licenseMissing, licenseGrace, licenseExpiring
  case lotServed, sellerHeld, sellerFlagged, licenseHeld, licenseFlagged
  // Credit; what these do to an order is the effect of the rule (RULES.md B-013).
  case creditNodeUnknown, creditRateMissing, creditHeld, creditLimit, creditHorizon
  case creditLater, creditComponent, creditDocument, creditUsed, creditOverdue
  case creditOverdueAmount, creditOverdueShare, creditReminded, creditStatus, creditExpired
  case creditReview, creditTerms, creditDiscount, creditChanged, creditDeviation
  case creditApproved, creditReleased, creditExcluded, creditScore, creditPrepaid
  case creditFunding
  // A party of an order that nobody knows.
  case unknownParty
  // What a choice among offers came to.
  case giftNotAllowed, combineSearch, aloneNotTried
  // What an order states for credit and nothing comes of.
  case creditTermsUnknown, creditNotReplaced, creditOverpaid, creditRateIdle
  case creditApprovalIdle, creditChangedUnknown
  // An approval that names several findings as one.
  case approvalUnclear
  // An approval that names nothing that could be lifted.
  case approvalIdle
  // Why an offer of the book was no candidate (RULES.md E-005).
  case notPublished, notKnown
  // What of gifts is not given as it was earned (RULES.md O-018).
  case giftCut, giftReplaced

  /// The worst thing this code does to an order.
  public var severity: Outcome {
    switch self {
    case .territoryBlocked, .unlistedBlocked, .whiteSpaceBlocked, .exclusionBlocked,
      .notListedBlocked, .sellerBlocked, .checkBlocked, .licenseMissing:
      .block
    case .territoryHeld, .unlistedHeld, .whiteSpaceHeld, .exclusionHeld, .notListedHeld,
      .checkHeld, .sellerHeld, .licenseHeld:
      .hold
    case .territoryFlagged, .unlistedFlagged, .whiteSpaceFlagged, .exclusionFlagged,
      .notListedFlagged, .checkFlagged, .licenseGrace, .licenseExpiring, .sellerFlagged,
      .licenseFlagged:
      .flag
    case .unknownCustomer, .unknownProduct, .unknownUnit, .noPrice, .outsideBands,
      .belowMinimum, .notMultiple, .missingMeasure, .guardRefused, .guardUnproven:
      .block
    // Of a row or an offer it is told in explanations alone, of a charge in the decision.
    case .manualApproval, .noExchangeRate, .fundUnknown, .unknownRegion, .regionSplit,
      .malformedCode, .postalMismatch, .guardApproval, .unknownParty:
      .hold
    case .manualRefused, .manualBounded, .beneficiaryUnknown, .guardWarned, .guardUnknown: .flag
    default: .allow
    }
  }

  /// The word used in decision records, `"noPrice"`.
  public var name: String { ReasonCode.names[Int(rawValue)] }

  private static let names = allCases.map { String(describing: $0) }

  /// One sentence in English, lower case, without a full stop.
  public var english: String { text.english }

  /// One sentence in simplified Chinese.
  public var chinese: String { text.chinese }

  private var text: (english: String, chinese: String) {
    if let creditText { return creditText }
    return switch self {
    case .unknownCustomer: ("the customer is not in the catalog", "客户不在目录中")
    case .unknownProduct: ("the product is not in the catalog", "商品不在目录中")
    case .unknownUnit: ("the product is not sold in this unit", "该商品不按此单位销售")
    case .unknownRegion: ("a place of the order is not in the catalog", "订单的地点不在目录中")
    case .noPrice: ("no price row prices this line", "没有价格行适用于此行")
    case .outsideBands: ("the quantity lies outside the stated bands", "数量超出阶梯范围")
    case .belowMinimum: ("the quantity is below the minimum", "数量低于起订量")
    case .notMultiple: ("the quantity is not a multiple of the pack", "数量不是订货倍数")
    case .missingMeasure: ("a line attribute the price needs is missing", "缺少计价所需的行属性")
    case .manualRefused: ("the typed price was ignored", "手工价被忽略")
    case .manualBounded: ("the typed price was cut to the allowed bound", "手工价按上限截断")
    case .manualApproval: ("the typed price needs approval", "手工价需要审批")
    case .floorApplied: ("the price was raised to its floor", "价格被提升到下限")
    case .ceilingApplied: ("the price was lowered to its ceiling", "价格被降到上限")
    case .charge: ("a charge was added", "加收费用")
    case .tax: ("tax of the order", "订单税额")
    case .documentRounding: ("the sum of the lines was settled", "单据合计取整")
    case .notInForce: ("not in force at the pricing date", "定价日不在有效期内")
    case .beatenByAccess: ("an earlier access gave the price", "更靠前的取价步骤已给出价格")
    case .beatenByKey: ("a more specific key gave the price", "更具体的键已给出价格")
    case .beatenByUnit: ("a row in a preferred unit gave the price", "优先单位的价格行已采用")
    case .beatenByCurrency: ("a row in a preferred currency gave the price", "优先币种的价格行已采用")
    case .beatenByStart: ("a row that began later gave the price", "更晚生效的价格行已采用")
    case .otherBand: ("the quantity lies in another band", "数量落在其他阶梯")
    case .beatenByPrice: ("another row gave a lower price", "其他价格行更低")
    case .belowBands: ("the quantity is below the first band", "数量低于首个阶梯")
    case .beyondBands: ("the quantity is beyond the last band", "数量超出最后阶梯")
    case .capExhausted: ("the row's cap is used up", "特批额度已用完")
    case .unitUnknown: ("the unit does not convert for this product", "单位无法换算")
    case .noExchangeRate: ("no exchange rate reaches the order's currency", "没有可用汇率")
    case .baseMissing: ("the price it derives from is missing", "派生价缺少基准价")
    case .accessSkipped: ("the access's condition does not hold", "取价步骤条件不成立")
    case .conditionFailed: ("a condition does not hold", "条件不满足")
    case .lineProtected: ("the line has a protected price", "该行为受保护的协议价")
    case .beatenInGroup: ("another offer of the group gives more", "同组其他优惠力度更大")
    case .lowerPriority: ("another offer of the group goes first", "同组其他优惠优先")
    case .notLower: ("the fixed price is not lower", "一口价不更低")
    case .fixedPriceWon: ("a fixed price gives more", "一口价更优惠")
    case .fixedPriceLost: ("the other offers together give more", "其他优惠合计更优惠")
    case .nothingLeft: ("nothing is left to take off", "已无可减金额")
    case .capped: ("the effect was cut to its cap or to what is left", "优惠被截断到封顶或剩余金额")
    case .couponMissing: ("the order brings none of its codes", "订单未提供优惠码")
    case .lineDiscounted: ("the line is already discounted", "该行已有优惠")
    case .thresholdMissed: ("a threshold is not reached", "未达门槛")
    case .belowRungs: ("the first rung is not reached", "未达首个阶梯")
    case .noSet: ("the units for one set are missing", "凑不成一套")
    case .exclusiveWon: ("an exclusive offer stands instead", "由独享优惠取代")
    case .exclusiveLost: ("the other offers give more than this exclusive one", "独享优惠不及其他优惠")
    case .incompatible: ("an offer it does not combine with applies", "与已用优惠互斥")
    case .stopped: ("an earlier offer ended the phase", "前一优惠已终止后续")
    case .limitReached: ("its uses or its budget are used up", "使用次数或预算已用完")
    case .budgetCut: ("the budget covers only a part", "预算仅够部分")
    case .budgetShort: ("the budget does not cover it", "预算不足")
    case .giftOutOfStock: ("no gift is in stock", "赠品缺货")
    case .giftCut: ("less of the gift is in stock than was earned", "赠品库存不足，仅赠部分")
    case .giftReplaced: ("another product stands for the gift", "赠品已由其他商品替代")
    case .giftNotAllowed: ("the dealer may not have the gift", "经销商无权获得该赠品")
    case .combineSearch:
      (
        "the search for offers that combine stopped at its limit; no choice gives more than bound",
        "优惠组合搜索达到步数上限；任何组合都不超过上限值"
      )
    case .aloneNotTried:
      ("too many offers of the order stand alone to try this one", "独享优惠过多，未试算此优惠")
    case .couponUnknown: ("no offer knows this code", "优惠码无效")
    case .marked: ("the offer applies", "优惠适用")
    case .chargeReduced: ("a charge was reduced", "费用减免")
    case .unitSearch:
      (
        "units were shared among the offers; proved best where given and bound agree",
        "商品件数已在各优惠间分配；实给与上限相等时证明为最优"
      )
    case .regionSplit: ("a place of the order has gone over into several", "订单的地点已拆分为多个")
    case .malformedCode: ("the postal code is not of the country's form", "邮编格式不符")
    case .postalMismatch: ("the postal code lies outside the ship-to region", "邮编不在收货区域内")
    case .unknownParty: ("a party of the order is not in the catalog", "订单的相关方不在目录中")
    case .territoryBlocked: ("the dealer may not buy this here", "该经销商无权在此购买")
    case .territoryHeld: ("buying this here needs approval", "在此购买需要审批")
    case .territoryFlagged: ("the dealer should not buy this here", "该经销商不应在此购买")
    case .unlistedBlocked: ("the dealer has no grant here", "该经销商在此未获授权")
    case .unlistedHeld: ("the dealer has no grant here, which needs approval", "在此未获授权，需要审批")
    case .unlistedFlagged: ("the dealer has no grant here; the order is flagged", "在此未获授权，仅提示")
    case .whiteSpaceBlocked: ("nobody may sell this here", "该区域尚无人获得授权")
    case .whiteSpaceHeld: ("nobody has a grant here, which needs approval", "空白区域，需要审批")
    case .whiteSpaceFlagged: ("nobody has a grant here; the order is flagged", "空白区域，仅提示")
    case .legallyWeakened: ("rule or law lets this through with a flag", "规则或法律仅允许提示")
    case .exclusionBlocked: ("this is kept from the dealer", "该商品对此经销商禁售")
    case .exclusionHeld: ("this is kept from the dealer, or needs approval", "禁售商品，需要审批")
    case .exclusionFlagged: ("this is kept from the dealer; the order is flagged", "禁售商品，仅提示")
    case .notListedBlocked: ("this is not on the dealer's list", "商品不在准销清单中")
    case .notListedHeld: ("this is not on the list, which needs approval", "不在准销清单，需要审批")
    case .notListedFlagged: ("this is not on the list; the order is flagged", "不在准销清单，仅提示")
    case .sellerBlocked: ("the seller may not enter this for the dealer", "业务员无权代下此单")
    case .sellerHeld: ("the seller's entry needs approval", "业务员代下此单需要审批")
    case .sellerFlagged: ("the seller should not enter this for the dealer", "业务员不应代下此单")
    case .licenseHeld: ("the dealer has no license, which needs approval", "缺少经营资质，需要审批")
    case .licenseFlagged: ("the dealer has no license; the order is flagged", "缺少经营资质，仅提示")
    case .checkBlocked: ("the order does not pass a check", "订单未通过检查")
    case .checkHeld: ("the order does not pass a check and needs approval", "订单未通过检查，需要审批")
    case .checkFlagged: ("the order fails a check and is flagged", "订单未通过检查，仅提示")
    case .lotServed: ("this lot serves the line", "该批次用于此行")
    case .licenseMissing: ("the dealer has no license for this", "经销商缺少经营资质")
    case .licenseGrace: ("the dealer's license has ended and is in grace", "资质已过期，处于宽限期")
    case .licenseExpiring: ("the dealer's license ends soon", "资质即将到期")
    case .giftPrice: ("goods given at a set price", "加价购赠品")
    case .accrued: ("accrues for later payment", "计提返利")
    case .earned: ("earns points or coupons", "获得积分或优惠券")
    case .caughtUp: ("earlier orders of the period rise to the rung reached", "达档补计前期返利")
    case .accrualUnknown: ("a fact or rate it counts is not given", "缺少计提所需的数据")
    case .evidenceMissing: ("the evidence it asks for is missing", "缺少所需凭证")
    case .beneficiaryUnknown: ("its receiver is not known", "受益方未知")
    case .fundPaid: ("a fund pays a part", "费用池抵付")
    case .fundUnknown: ("the balance of the fund asked for is not given", "费用池余额未知")
    case .tierAhead: ("the next rung is in reach", "距下一档")
    case .nextUnit: ("the next unit costs, after rebates", "下一件返利后净价")
    case .guardClipped: ("a guard brought the price to its bound", "护栏将价格调整到界限")
    case .guardWarned: ("the price lies beyond a guard", "价格超出护栏")
    case .guardApproval: ("the price needs approval", "价格需要审批")
    case .guardRefused: ("a guard refuses the price", "护栏拒绝该价格")
    case .guardUnknown: ("a guard lacks what it compares with", "护栏缺少比较依据")
    case .guardUnproven:
      ("a guard refuses what it has nothing to compare with", "护栏因缺少依据而拒绝")
    case .refusedByGuard: ("a guard would refuse the price", "护栏会拒绝该优惠后的价格")
    case .approved: ("an approval lifts the finding", "已获审批放行")
    case .approvalLapsed: ("the approval is of another order or has ended", "审批已失效")
    case .approvalExceeded: ("the order exceeds what was approved", "订单金额超出审批额度")
    case .approvalUnknownRole: ("no rule knows the role that approved", "审批角色未定义")
    case .approvalInsufficient: ("the role may not approve this", "审批权限不足")
    case .notPublished: ("not published", "未发布")
    case .notKnown: ("not known then", "当时尚未公布")
    case .approvalUnclear:
      ("the approval does not say which of several places it is for", "审批未指明多处中的哪一处")
    case .approvalIdle: ("the approval names nothing that flags or holds the order", "审批没有对应的待放行事项")
    default: ("", "")
    }
  }
}
