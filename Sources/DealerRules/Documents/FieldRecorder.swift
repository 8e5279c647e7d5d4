/// What a reader asks of the objects of documents: the source of the schema (RULES.md U-042).
struct FieldRecorder {
  /// How a field is read.
  enum Form: Hashable {
    case scalar, decimal, rate, factor, flag, text, id, date, moment, currency, null
    case whole(ClosedRange<Int64>)
    case words([String])
    case condition, rounding, texts
    /// What stands there in the document at hand.
    case object, list
  }

  /// Fields of objects by the place of the object, a pointer with `*` for the items of lists.
  private(set) var objects: [String: [String: Set<Form>]] = [:]

  /// The place of an object: its pointer without the numbers of items.
  static func place(_ pointer: String) -> String {
    pointer.split(separator: "/", omittingEmptySubsequences: false)
      .map { Int($0) == nil ? String($0) : "*" }.joined(separator: "/")
  }

  mutating func note(_ place: String, _ field: String, _ form: Form? = nil) {
    objects[place, default: [:]][field, default: []].formUnion(form.map { [$0] } ?? [])
  }
}

extension RuleReader {
  /// Records how a field of an object is read, where that is asked for.
  @inline(__always)
  mutating func note(
    _ name: String, _ view: FieldView, _ form: @autoclosure () -> FieldRecorder.Form
  ) {
    if recorder != nil { record(name, view, form()) }
  }

  private mutating func record(_ name: String, _ view: FieldView, _ form: FieldRecorder.Form) {
    guard case .object(let node) = view.source else { return }
    recorder?.note(FieldRecorder.place(tree.path(of: node)), name, form)
  }

  /// Records what was asked of an object, and which of it are objects and lists.
  mutating func record(_ view: FieldView, of object: Int) {
    let place = FieldRecorder.place(tree.path(of: object))
    for name in view.asked {
      guard let node = tree.member(name, of: object) else {
        recorder?.note(place, name)
        continue
      }
      switch tree.kind(of: node) {
      case .object: recorder?.note(place, name, .object)
      case .array: recorder?.note(place, name, .list)
      default: recorder?.note(place, name, .scalar)
      }
    }
  }

  /// Records the words of a choice; forms that are no words stand beside them in messages.
  mutating func record(words: [String], of cell: Cell) {
    guard cell.node >= 0 else { return }
    let pointer = FieldRecorder.place(tree.path(of: cell.node))
    guard let slash = pointer.lastIndex(of: "/") else { return }
    let plain = words.filter { !$0.hasPrefix("{") && !$0.hasPrefix("[") }
    recorder?.note(
      String(pointer[..<slash]), String(pointer[pointer.index(after: slash)...]), .words(plain))
  }
}
