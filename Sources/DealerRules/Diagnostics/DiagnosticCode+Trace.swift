// Findings about events and scans of a trace.
extension DiagnosticCode {
  /// E921: event is told twice.
  public static let eventTwice = DiagnosticCode("E921")
  /// E922: one event is told in two ways.
  public static let eventConflict = DiagnosticCode("E922")
  /// E923: event names an event that is not known.
  public static let unknownEvent = DiagnosticCode("E923")
  /// E924: events void each other in a circle.
  public static let voidCycle = DiagnosticCode("E924")
  /// E925: code was never given out.
  public static let unknownCode = DiagnosticCode("E925")
  /// E926: code is malformed.
  public static let badCode = DiagnosticCode("E926")
  /// E927: code would be inside itself.
  public static let packCycle = DiagnosticCode("E927")
  /// E928: container is too small or packed too deep.
  public static let packLevel = DiagnosticCode("E928")
  /// E929: code is still in another container.
  public static let stillPacked = DiagnosticCode("E929")
  /// E930: code is not in the container.
  public static let notPacked = DiagnosticCode("E930")
  /// E931: goods belong to somebody else.
  public static let notOwner = DiagnosticCode("E931")
  /// E932: code is no longer in use.
  public static let inactiveCode = DiagnosticCode("E932")
  /// E933: code is given out twice.
  public static let commissionTwice = DiagnosticCode("E933")
  /// E934: clock jumped.
  public static let clockJump = DiagnosticCode("E934")
  /// E935: event does not state what its kind has.
  public static let eventShape = DiagnosticCode("E935")
  /// E936: two events replace one.
  public static let replacedTwice = DiagnosticCode("E936")
  /// E937: scan is beyond what is counted.
  public static let beyondCounts = DiagnosticCode("E937")

  static let traceEntries: [Entry] = [
    Entry(.eventTwice, "event is told twice", "事件重复上报"),
    Entry(.eventConflict, "one event is told in two ways", "同一事件内容不一致"),
    Entry(.unknownEvent, "event names an event that is not known", "引用的事件不存在"),
    Entry(.voidCycle, "events void each other in a circle", "作废关系成环"),
    Entry(.unknownCode, "code was never given out", "未知的码"),
    Entry(.badCode, "code is malformed", "码格式错误"),
    Entry(.packCycle, "code would be inside itself", "包装关系成环"),
    Entry(.packLevel, "container is too small or packed too deep", "包装层级不符"),
    Entry(.stillPacked, "code is still in another container", "码仍在其他包装内"),
    Entry(.notPacked, "code is not in the container", "码不在该包装内"),
    Entry(.notOwner, "goods belong to somebody else", "货物归属不符"),
    Entry(.inactiveCode, "code is no longer in use", "码已停用"),
    Entry(.commissionTwice, "code is given out twice", "码重复发放"),
    Entry(.clockJump, "clock jumped", "时钟跳变"),
    Entry(.eventShape, "event does not state what its kind has", "事件内容与类型不符"),
    Entry(.replacedTwice, "two events replace one", "同一事件被两次更正"),
    Entry(.beyondCounts, "scan is beyond what is counted", "扫码超出可统计范围"),
  ]
}
