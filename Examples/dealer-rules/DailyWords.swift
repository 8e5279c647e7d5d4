import DealerRules

/// What price lists, rebates, accounts and statements name, in English and Chinese.
extension ReportWords {
  /// A heading of a table.
  func heading(_ name: String) -> String {
    isChinese ? ReportWords.headings[name] ?? name : name
  }

  /// A reason code by its name: what it says in Chinese, the name itself in English.
  func reason(named name: String) -> String {
    guard isChinese else { return name }
    return ReasonCode.allCases.first { $0.name == name }?.chinese ?? name
  }

  /// What an agreement gives.
  func accrual(_ kind: String) -> String {
    isChinese ? ReportWords.accruals[kind] ?? kind : kind
  }

  func name(_ kind: RuleRef.Kind) -> String {
    guard isChinese else { return "\(kind)" }
    switch kind {
    case .none: return ""
    case .priceRow: return "价格行"
    case .offer: return "优惠"
    case .phase: return "阶段"
    case .charge: return "费用"
    case .tax: return "税"
    case .policy: return "设置"
    case .agreement: return "协议"
    case .guardrail: return "护栏"
    case .territory: return "区域规则"
    case .check: return "检查"
    case .credit: return "信用规则"
    }
  }

  func name(_ cause: Parity.Cause) -> String {
    guard isChinese else { return cause.rawValue }
    switch cause {
    case .missing: return "缺少"
    case .extra: return "多出"
    case .rounding: return "舍入"
    case .offer: return "优惠"
    case .row: return "价格行"
    case .base: return "基数"
    case .date: return "日期"
    case .unknown: return "未知"
    }
  }

  func name(_ effect: CreditEffect) -> String {
    switch effect {
    case .allow: text(effect.name, "放行")
    case .warn: text(effect.name, "提示")
    case .hold: text(effect.name, "冻结")
    case .block: text(effect.name, "拒绝")
    }
  }

  func name(_ component: CreditComponent) -> String {
    guard isChinese else { return component.rawValue }
    switch component {
    case .orders: return "订单"
    case .shipped: return "已发未开票"
    case .drafts: return "待过账发票"
    case .notDue: return "未到期"
    case .overdue: return "逾期"
    case .special: return "票据等"
    case .credits: return "未核销贷项"
    }
  }

  func name(_ cause: TierProposal.Cause) -> String {
    guard isChinese else { return cause.rawValue }
    switch cause {
    case .promoted: return "升级"
    case .kept: return "保级"
    case .grace: return "宽限"
    case .demoted: return "降级"
    case .overridden: return "人工指定"
    }
  }

  func name(_ kind: AccountMovement.Kind) -> String {
    guard isChinese else { return kind.rawValue }
    switch kind {
    case .invoice: return "发票"
    case .payment: return "付款"
    case .creditMemo: return "贷项通知"
    case .returned: return "退货"
    case .charge: return "费用"
    }
  }

  func name(_ kind: FlowLine.Kind) -> String {
    guard isChinese else { return kind.rawValue }
    switch kind {
    case .order: return "订单"
    case .shipment: return "发货"
    case .invoice: return "发票"
    case .return: return "退货"
    }
  }

  func name(_ difference: FlowBreak) -> String {
    guard isChinese else { return difference.rawValue }
    switch difference {
    case .notOrdered: return "未订购"
    case .statedTwice: return "重复"
    case .overShipped: return "多发"
    case .underShipped: return "少发"
    case .overInvoiced: return "多开票"
    case .underInvoiced: return "少开票"
    case .overReturned: return "多退"
    case .priceDiffers: return "价格不符"
    }
  }

  func name(_ difference: DocumentBreak) -> String {
    guard isChinese else { return difference.rawValue }
    switch difference {
    case .notBooked: return "未入账"
    case .withoutLines: return "没有明细"
    case .totalDiffers: return "合计不符"
    }
  }

  private static let headings = [
    "product": "产品", "unit": "单位", "net": "净价", "then": "对比日净价", "change": "变化",
    "row": "价格行", "customer": "客户", "agreement": "协议", "kind": "种类", "receiver": "受益方",
    "orders": "订单数", "base": "基数", "amount": "金额", "units": "数量", "order": "订单",
    "line": "行", "paid": "已付", "due": "应付", "difference": "差额", "value": "取值",
    "currency": "币种", "revenue": "收入", "rate": "变化率",
  ]

  private static let accruals = [
    "rebate": "返利", "allowance": "陈列费", "points": "积分", "coupon": "优惠券",
    "rebateFund": "返利池",
  ]
}
