// Reasons of credit (RULES.md B-013).
extension ReasonCode {
  /// The reason that says what a credit reason says.
  init(_ code: CreditCode) {
    switch code {
    case .creditNodeUnknown: self = .creditNodeUnknown
    case .creditRateMissing: self = .creditRateMissing
    case .creditHeld: self = .creditHeld
    case .creditLimit: self = .creditLimit
    case .creditHorizon: self = .creditHorizon
    case .creditLater: self = .creditLater
    case .creditComponent: self = .creditComponent
    case .creditDocument: self = .creditDocument
    case .creditUsed: self = .creditUsed
    case .creditOverdue: self = .creditOverdue
    case .creditOverdueAmount: self = .creditOverdueAmount
    case .creditOverdueShare: self = .creditOverdueShare
    case .creditReminded: self = .creditReminded
    case .creditStatus: self = .creditStatus
    case .creditExpired: self = .creditExpired
    case .creditReview: self = .creditReview
    case .creditTerms: self = .creditTerms
    case .creditDiscount: self = .creditDiscount
    case .creditChanged: self = .creditChanged
    case .creditDeviation: self = .creditDeviation
    case .creditApproved: self = .creditApproved
    case .creditReleased: self = .creditReleased
    case .creditExcluded: self = .creditExcluded
    case .creditScore: self = .creditScore
    case .creditPrepaid: self = .creditPrepaid
    case .creditFunding: self = .creditFunding
    case .creditTermsUnknown: self = .creditTermsUnknown
    case .creditNotReplaced: self = .creditNotReplaced
    case .creditOverpaid: self = .creditOverpaid
    case .creditRateIdle: self = .creditRateIdle
    case .creditApprovalIdle: self = .creditApprovalIdle
    case .creditChangedUnknown: self = .creditChangedUnknown
    }
  }

  /// What a reason of credit says; `nil` for other reasons.
  var creditText: (english: String, chinese: String)? {
    switch self {
    case .creditNodeUnknown: ("no credit node pays for the customer", "没有信用节点为该客户付款")
    case .creditRateMissing: ("an amount has no rate to the currency of the node", "金额缺少到信用币种的汇率")
    case .creditHeld: ("somebody stopped the dealer or the order", "账户或订单已被人工冻结")
    case .creditLimit: ("the credit limit is exceeded", "超出信用额度")
    case .creditHorizon: ("the credit limit within the horizon is exceeded", "展望期内超出信用额度")
    case .creditLater: ("the order ships beyond the horizon and is asked again", "展望期外发货，发货前再检查")
    case .creditComponent: ("the own limit of a part of the exposure is exceeded", "超出该类占用的单独限额")
    case .creditDocument: ("the order is larger than one order may be", "超出单笔订单上限")
    case .creditUsed: ("too much of the limit is used", "额度使用率过高")
    case .creditOverdue: ("an item is overdue for too long", "逾期天数超限")
    case .creditOverdueAmount: ("too much is overdue", "逾期金额超限")
    case .creditOverdueShare: ("too large a part is overdue", "逾期占比超限")
    case .creditReminded: ("the reminder level is too high", "催款等级过高")
    case .creditStatus: ("the status of the dealer forbids it", "账户状态不允许")
    case .creditExpired: ("the credit limit has expired", "信用额度已过期")
    case .creditReview: ("the review of the limit is overdue", "额度复核已逾期")
    case .creditTerms: ("the payment terms are wider than agreed", "付款条件宽于约定")
    case .creditDiscount: ("the cash discount is better than agreed", "现金折扣优于约定")
    case .creditChanged: ("a field that matters changed since the approval", "审批后关键字段已变更")
    case .creditDeviation: ("the order left what was approved", "订单偏离已审批内容")
    case .creditApproved: ("the order is as it was approved", "订单与已审批内容一致")
    case .creditReleased: ("a rule lets the order through", "规则直接放行")
    case .creditExcluded: ("a narrower rule lifts this one", "更具体的规则已豁免")
    case .creditScore: ("the score is too low or unknown", "信用评分过低或未知")
    case .creditPrepaid: ("too little is paid in advance", "预付比例不足")
    case .creditFunding: ("no source pays the rest", "没有资金来源支付余额")
    case .creditTermsUnknown: ("the policy has no such payment terms", "信用政策中没有该付款条件")
    case .creditNotReplaced: ("what the order replaces does not give way", "被替换的单据不能让出额度")
    case .creditOverpaid: ("more is paid in advance than there is to pay", "预付金额超过应付金额")
    case .creditRateIdle: ("a rate is stamped and nothing is exchanged", "同币种订单填写了汇率")
    case .creditApprovalIdle: ("nothing asks what was approved before", "没有规则检查此前的审批")
    case .creditChangedUnknown: ("a field changed that no rule looks at", "变更字段没有规则检查")
    default: nil
    }
  }
}
