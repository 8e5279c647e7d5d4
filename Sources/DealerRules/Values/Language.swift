/// A language in which texts for people are written.
public enum Language: String, Hashable, Sendable, CaseIterable {
  /// English.
  case english = "en"
  /// 简体中文.
  case chinese = "zh"

  /// The text of the two that is in this language.
  func say(_ english: String, _ chinese: String) -> String {
    self == .chinese ? chinese : english
  }
}
