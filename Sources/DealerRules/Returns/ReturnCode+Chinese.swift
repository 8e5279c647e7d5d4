extension ReturnCode {
  /// What it says in Chinese.
  public var chinese: String {
    switch self {
    case .foreignSale: "商品不是随该订单购买的"
    case .settledBefore: "该编号的退货已结算"
    case .nothingAsked: "退货未列出任何商品"
    case .unknownItem: "销售记录中没有该行或该部件"
    case .notAboveZero: "数量或金额必须大于零"
    case .moreThanSold: "超过已售且未退的数量"
    case .beforeSale: "退货日期早于销售日期"
    case .beforeDelivery: "商品尚未交付"
    case .notPaid: "该销售尚未付款"
    case .nothingPaid: "该销售金额为零"
    case .aboveBalance: "超过已付款的剩余金额"
    case .aboveUnit: "超过该件商品的剩余金额"
    case .nothingLeft: "没有可退的金额"
    case .unknownCharge: "销售记录中没有该费用"
    case .unknownReason: "退货政策中没有该原因"
    case .reasonRefused: "该原因不接受退货"
    case .conditionRefused: "该状态的商品不接受退货"
    case .dispositionRefused: "采用此处置方式的商品不可退"
    case .notReturnable: "商品不可退"
    case .tooEarly: "距离有效期截止尚早"
    case .tooLate: "已超过退货期限"
    case .mustReturnAll: "该促销涉及的商品必须全部退回"
    case .rulesDiffer: "定价规则与销售时不同"
    case .tooMany: "行数或退货次数超过上限"
    case .lateHeld: "已超过退货期限，需要审批"
    case .giftMissing: "赠品未退回"
    case .overQuota: "退货额度不足"
    case .needsApproval: "该金额需要审批"
    case .factMissing: "未说明政策所要求的事实"
    case .exempt: "不计入退货额度"
    case .feeWaived: "该原因免收手续费"
    case .approved: "已挂起并获批准"
    case .remainderUnpriced: "保留的商品无法单独定价，按比例计算"
    case .exchanged: "换货，不产生退款"
    case .chargeKept: "商品已全部退回，该费用不退"
    case .giftGone: "订单已不再包含该赠品，不计入退货"
    case .unknownAgreement: "规则中没有该协议"
    }
  }
}

extension ReturnOutcome {
  /// The word in Chinese.
  public var chinese: String {
    switch self {
    case .allowed: "允许"
    case .held: "挂起待批"
    case .refused: "拒绝"
    }
  }
}
