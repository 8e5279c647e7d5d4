// Findings about the bytes and the size of a document.
extension DiagnosticCode {
  /// E001: bytes are not UTF-8.
  public static let invalidUTF8 = DiagnosticCode("E001")
  /// E002: document looks like GBK.
  public static let looksLikeGBK = DiagnosticCode("E002")
  /// E003: document is UTF-16 or UTF-32.
  public static let wrongEncodingMark = DiagnosticCode("E003")
  /// E004: document is too large.
  public static let documentTooLarge = DiagnosticCode("E004")
  /// E005: values are nested too deep.
  public static let nestedTooDeep = DiagnosticCode("E005")
  /// E006: document has too many values.
  public static let tooManyValues = DiagnosticCode("E006")

  static let byteEntries: [Entry] = [
    Entry(.invalidUTF8, "bytes are not UTF-8", "不是有效的 UTF-8"),
    Entry(.looksLikeGBK, "document looks like GBK", "文件疑似 GBK 编码"),
    Entry(.wrongEncodingMark, "document is UTF-16 or UTF-32", "文件是 UTF-16 或 UTF-32 编码"),
    Entry(.documentTooLarge, "document is too large", "文件过大"),
    Entry(.nestedTooDeep, "values are nested too deep", "嵌套层数过多"),
    Entry(.tooManyValues, "document has too many values", "值的数量过多"),
  ]
}
