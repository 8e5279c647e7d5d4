/// What tests of the desk ask, and the shop that several of them ask it of.
protocol DeskRequests {}

extension DeskRequests {
  /// A request of a day in March 2025.
  static func ask(_ op: String, _ id: String, _ day: String, _ more: String) -> String {
    #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-\#(day)T08:00:00Z",\#(more)}"#
  }

  /// A at 50.00 and B at 20.00, 10 % off from 300.00 within limits.
  static func tenPercent(limits: String) -> [String: String] {
    [
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"20"}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"ten","phase":"p","percentOff":"10%","requires":[{"measure":"amount","from":"300"}],
        "limits":\(limits)}]
      """,
    ]
  }
}
