// Findings about references and cycles.
extension DiagnosticCode {
  /// E501: name is not declared.
  public static let unknownReference = DiagnosticCode("E501")
  /// E502: node is above itself.
  public static let cyclicTree = DiagnosticCode("E502")
  /// E503: tree is too deep.
  public static let treeTooDeep = DiagnosticCode("E503")
  /// E504: unit is counted in itself.
  public static let cyclicUnits = DiagnosticCode("E504")
  /// E505: kit contains a kit.
  public static let kitInKit = DiagnosticCode("E505")
  /// E506: price derives from itself.
  public static let derivationCycle = DiagnosticCode("E506")
  /// E507: prices derive over too many levels.
  public static let derivationTooDeep = DiagnosticCode("E507")
  /// E508: unit is too far from the units of products.
  public static let unitTooFar = DiagnosticCode("E508")
  /// E509: successors do not fit the region's end.
  public static let regionSuccession = DiagnosticCode("E509")
  /// E510: postal range is malformed.
  public static let badPostalRange = DiagnosticCode("E510")
  /// E511: parts of a territory rule do not fit together.
  public static let territoryMismatch = DiagnosticCode("E511")
  /// E512: rule stops passive sales.
  public static let blocksPassive = DiagnosticCode("E512")
  /// E513: too many dealers share an exclusive territory.
  public static let crowdedTerritory = DiagnosticCode("E513")
  /// E514: parts of a check do not fit together.
  public static let checkMismatch = DiagnosticCode("E514")
  /// E515: ban is not imposed on everybody.
  public static let noParallelImposition = DiagnosticCode("E515")
  /// E516: market share is beyond the safe harbour.
  public static let beyondSafeHarbour = DiagnosticCode("E516")

  static let referenceEntries: [Entry] = [
    Entry(.unknownReference, "name is not declared", "引用的名称不存在"),
    Entry(.cyclicTree, "node is above itself", "树中有环"),
    Entry(.treeTooDeep, "tree is too deep", "树层级过深"),
    Entry(.cyclicUnits, "unit is counted in itself", "单位循环换算"),
    Entry(.kitInKit, "kit contains a kit", "套装中包含套装"),
    Entry(.derivationCycle, "price derives from itself", "价格循环派生"),
    Entry(.derivationTooDeep, "prices derive over too many levels", "价格派生层级过深"),
    Entry(.unitTooFar, "unit is too far from the units of products", "单位换算链过长"),
    Entry(.regionSuccession, "successors do not fit the region's end", "区域后继与终止时间不符"),
    Entry(.badPostalRange, "postal range is malformed", "邮编区间格式错误"),
    Entry(.territoryMismatch, "parts of a territory rule do not fit together", "区域规则各部分不兼容"),
    Entry(.blocksPassive, "rule stops passive sales", "规则阻止被动销售"),
    Entry(.crowdedTerritory, "too many dealers share an exclusive territory", "独家区域经销商过多"),
    Entry(.checkMismatch, "parts of a check do not fit together", "检查规则各部分不兼容"),
    Entry(.noParallelImposition, "ban is not imposed on everybody", "限制未对所有经销商一致适用"),
    Entry(.beyondSafeHarbour, "market share is beyond the safe harbour", "市场份额超出安全港"),
  ]
}
