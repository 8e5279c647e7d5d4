import DealerRules

/// What the reports of orders, scans and sources say, in English and Chinese.
struct ReportWords {
  let isChinese: Bool

  /// Those of the language that the command line asks for.
  static let asked = ReportWords(
    isChinese: zip(CommandLine.arguments, CommandLine.arguments.dropFirst())
      .contains { $0 == ("--lang", "zh") })

  /// What objects say, whatever is asked for.
  static let english = ReportWords(isChinese: false)

  /// The language of findings.
  var language: Language { isChinese ? .chinese : .english }

  /// One of two texts.
  func text(_ english: String, _ chinese: String) -> String { isChinese ? chinese : english }

  /// What is wrong with an order as a whole.
  func text(_ error: OrderError) -> String {
    guard isChinese else { return "\(error)" }
    let line = error.line.map { " 第 \($0) 行" } ?? ""
    let said = ReportWords.errors[error.code] ?? ""
    return "订单 \(error.order)\(line)：\(said) (\(error.code))"
  }

  /// What is wrong with an order of a backtest: once where both sides say the same, else with the
  /// side that says it.
  func text(_ failure: Backtest.Failure) -> String {
    if let old = failure.old, old == failure.new { return text(old) }
    let sides = [(failure.old, text("old rules", "原规则")), (failure.new, text("new rules", "新规则"))]
    return sides.compactMap { error, side in
      error.map { text("\(text($0)) (\(side))", "\(text($0))（\(side)）") }
    }.joined(separator: text("; ", "；"))
  }

  func name(_ outcome: Outcome) -> String {
    guard isChinese else { return outcome.name }
    switch outcome {
    case .allow: return "放行"
    case .flag: return "放行并提示"
    case .hold: return "待审批"
    case .block: return "拦截"
    }
  }

  /// The name of a number of a reason.
  func number(_ name: String) -> String {
    guard isChinese else { return name }
    return ReportWords.numbers[name] ?? ExplanationText.chineseNames[name]
      ?? ExplainedCreditText.chineseNames[name] ?? name
  }

  func name(_ outcome: ScanClass) -> String {
    guard isChinese else { return outcome.rawValue }
    switch outcome {
    case .inRegion: return "区域内"
    case .explained: return "有据可查"
    case .outOfRegion: return "区域外"
    case .unknown: return "无法判定"
    }
  }

  func name(_ reason: ScanReason) -> String {
    isChinese ? ReportWords.reasons[reason] ?? reason.rawValue : reason.rawValue
  }

  func name(_ level: ShareLevel) -> String {
    guard isChinese else { return level.rawValue }
    switch level {
    case .quiet: return "正常"
    case .watch: return "关注"
    case .alert: return "预警"
    }
  }

  func name(_ reason: SourcingReason) -> String {
    guard isChinese else { return reason.rawValue }
    switch reason {
    case .dealerNotServed: return "不供该经销商"
    case .regionNotServed: return "不供该区域"
    case .productNotHeld: return "不存该产品"
    case .stockUnknown: return "库存未知"
    case .outOfStock: return "缺货"
    case .notWhole: return "不足整单"
    case .notNeeded: return "无需供货"
    case .tooManySources: return "供货仓数已满"
    case .sharedOut: return "已分给其他订单"
    }
  }

  private static let errors: [OrderError.Code: String] = [
    .noLines: "没有订单行", .tooManyLines: "订单行过多", .lineNumberOutOfRange: "行号超出范围",
    .duplicateLineNumber: "行号重复", .quantityNotPositive: "数量必须大于零", .overflow: "金额溢出",
    .unreadable: "无法读取", .badFacts: "事实数据有误", .otherRules: "所用规则不同",
    .batchTooLarge: "批次过大", .tooManyApprovals: "审批过多",
  ]

  private static let numbers = [
    "level": "审批级别", "unknown": "未知", "by": "依据", "order": "订单", "seconds": "相隔秒数",
    "coupon": "券码", "shipTo": "收货区域", "shipToCustomer": "收货方", "customer": "客户",
    "endRegion": "终端区域", "pickupAt": "自提区域", "billTo": "付款方", "postalCode": "邮编",
  ]

  private static let reasons: [ScanReason: String] = [
    .granted: "授权区域内", .formerOwner: "前任货主的区域", .movementAhead: "随后调入该区域",
    .whiteSpace: "空白市场", .unapprovedTransfer: "未经批准的调拨", .denied: "禁止销售",
    .otherTerritory: "他人授权区域", .malformedCode: "码格式错误", .unknownCode: "未知的码",
    .inactiveCode: "码已停用", .notShipped: "尚未发货", .returned: "已退回", .unknownDealer: "未知经销商",
    .noArea: "无授权区域", .unknownRegion: "未知区域", .coarsePlace: "位置过粗",
    .unknownProduct: "未知产品",
  ]
}
