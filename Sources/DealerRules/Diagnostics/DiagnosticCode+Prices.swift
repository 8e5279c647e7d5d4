// Findings about price rows.
extension DiagnosticCode {
  /// E601: two rows are in force together.
  public static let overlappingValidity = DiagnosticCode("E601")
  /// E602: two bands begin at the same place.
  public static let duplicateBand = DiagnosticCode("E602")
  /// E603: band ends before it begins.
  public static let emptyBand = DiagnosticCode("E603")
  /// E604: gap between bands.
  public static let bandGap = DiagnosticCode("E604")
  /// E605: band reaches into the next.
  public static let bandOverlap = DiagnosticCode("E605")
  /// E606: key field is empty.
  public static let emptyKey = DiagnosticCode("E606")
  /// E607: key field is named twice.
  public static let duplicateKeyField = DiagnosticCode("E607")
  /// E608: settings of a schedule do not fit together.
  public static let scheduleMismatch = DiagnosticCode("E608")
  /// E609: capped row has no id.
  public static let capWithoutID = DiagnosticCode("E609")
  /// E610: capped row in an unfit table.
  public static let capMismatch = DiagnosticCode("E610")
  /// E611: table cannot be a base.
  public static let unfitBase = DiagnosticCode("E611")
  /// E612: no price kind sells.
  public static let noSellingKind = DiagnosticCode("E612")
  /// E613: exchange rate between one currency.
  public static let sameCurrency = DiagnosticCode("E613")
  /// E614: unit that the product is not counted in.
  public static let unitOutsideProduct = DiagnosticCode("E614")
  /// E615: the kind that sells is the price of one channel or tier.
  public static let sellingKindElsewhere = DiagnosticCode("E615")

  static let priceEntries: [Entry] = [
    Entry(.overlappingValidity, "two rows are in force together", "两行有效期重叠"),
    Entry(.duplicateBand, "two bands begin at the same place", "阶梯起点重复"),
    Entry(.emptyBand, "band ends before it begins", "阶梯为空"),
    Entry(.bandGap, "gap between bands", "阶梯之间有空档"),
    Entry(.bandOverlap, "band reaches into the next", "阶梯重叠"),
    Entry(.emptyKey, "key field is empty", "键字段为空"),
    Entry(.duplicateKeyField, "key field is named twice", "键字段重复"),
    Entry(.scheduleMismatch, "settings of a schedule do not fit together", "阶梯设置不兼容"),
    Entry(.capWithoutID, "capped row has no id", "限额价格行缺少编号"),
    Entry(.capMismatch, "capped row in an unfit table", "限额价格行所在表不合适"),
    Entry(.unfitBase, "table cannot be a base", "该表不能作为基准价"),
    Entry(.noSellingKind, "no price kind sells", "缺少销售价类"),
    Entry(.sameCurrency, "exchange rate between one currency", "汇率两端币种相同"),
    Entry(.unitOutsideProduct, "unit that the product is not counted in", "商品没有该单位"),
    Entry(.sellingKindElsewhere, "selling price of one channel or tier", "销售价类限定了渠道或等级"),
  ]
}
