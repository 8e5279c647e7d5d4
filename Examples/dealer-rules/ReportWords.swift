import DealerRules

/// What the reports of scans and of sources say, in English and Chinese.
struct ReportWords {
  let isChinese: Bool

  /// One of two texts.
  func text(_ english: String, _ chinese: String) -> String { isChinese ? chinese : english }

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

  private static let reasons: [ScanReason: String] = [
    .granted: "授权区域内", .formerOwner: "前任货主的区域", .movementAhead: "随后调入该区域",
    .whiteSpace: "空白市场", .unapprovedTransfer: "未经批准的调拨", .denied: "禁止销售",
    .otherTerritory: "他人授权区域", .malformedCode: "码格式错误", .unknownCode: "未知的码",
    .inactiveCode: "码已停用", .notShipped: "尚未发货", .returned: "已退回", .unknownDealer: "未知经销商",
    .noArea: "无授权区域", .unknownRegion: "未知区域", .coarsePlace: "位置过粗",
    .unknownProduct: "未知产品",
  ]
}
