// Warnings of the analysis: what a rule set that compiles probably does not mean (RULES.md U-020).
extension DiagnosticCode {
  /// E750: condition never holds.
  public static let deadCondition = DiagnosticCode("E750")
  /// E751: offer never applies beside another.
  public static let shadowedOffer = DiagnosticCode("E751")
  /// E752: offers are alike.
  public static let duplicateOffer = DiagnosticCode("E752")
  /// E753: price row is never reached.
  public static let unreachableRow = DiagnosticCode("E753")
  /// E754: more earns less.
  public static let fallingRung = DiagnosticCode("E754")
  /// E755: combination is named by one side alone.
  public static let oneSidedCombination = DiagnosticCode("E755")
  /// E756: order of offers is left to their ids.
  public static let ambiguousPriority = DiagnosticCode("E756")
  /// E757: budget never covers the offer.
  public static let unfitBudget = DiagnosticCode("E757")
  /// E758: offers together go below a bound.
  public static let stackedBreach = DiagnosticCode("E758")
  /// E759: dealer pays more than those below it.
  public static let ladderInversion = DiagnosticCode("E759")
  /// E760: channels pay too different prices.
  public static let channelSpread = DiagnosticCode("E760")
  /// E761: rule that the law may forbid.
  public static let legalRisk = DiagnosticCode("E761")
  /// E762: statement does nothing.
  public static let idleStatement = DiagnosticCode("E762")

  /// E763: guard refuses the offer everywhere.
  public static let refusedOffer = DiagnosticCode("E763")

  static let analysisEntries: [Entry] = [
    Entry(.deadCondition, "condition never holds", "条件永远不成立"),
    Entry(.shadowedOffer, "offer never applies beside another", "优惠被另一优惠完全遮蔽"),
    Entry(.duplicateOffer, "offers are alike", "优惠重复"),
    Entry(.unreachableRow, "price row is never reached", "价格行永远取不到"),
    Entry(.fallingRung, "more earns less", "买得更多反而优惠更少"),
    Entry(.oneSidedCombination, "combination is named by one side alone", "叠加关系只由一方声明"),
    Entry(.ambiguousPriority, "order of offers is left to their ids", "优惠先后仅由编号决定"),
    Entry(.unfitBudget, "budget never covers the offer", "预算永远不够一次优惠"),
    Entry(.stackedBreach, "offers together go below a bound", "优惠叠加后击穿底线"),
    Entry(.ladderInversion, "dealer pays more than those below it", "上级经销商价格高于下级"),
    Entry(.channelSpread, "channels pay too different prices", "渠道价差过大"),
    Entry(.legalRisk, "rule that the law may forbid", "规则可能违法"),
    Entry(.idleStatement, "statement does nothing", "该设置不起作用"),
    Entry(.refusedOffer, "guard refuses the offer everywhere", "优惠处处被护栏拒绝"),
  ]
}
