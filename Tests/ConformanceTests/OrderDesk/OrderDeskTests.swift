import DealerRules
import Foundation
import TestSupport
import Testing

/// The example `order-desk` from outside.
@Suite(
  "The order desk", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskTests {
  static func files(_ members: [String: String] = [:]) throws -> (folder: URL, journal: URL) {
    let folder = try OrderDeskProgram.folder(members)
    return (folder, folder.appendingPathComponent("journal"))
  }

  /// A request with the order of so many `A`.
  static func order(_ op: String, _ id: String, _ quantity: String, _ more: String = "") -> String {
    let order = TextProject.order(id, [#""product":"A","quantity":"\#(quantity)""#])
    return #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-01T08:00:00Z","order":\#(order)\#(more)}"#
  }

  static func request(_ op: String, _ id: String, _ more: String) -> String {
    #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-02T08:00:00Z",\#(more)}"#
  }

  @Test func aDayAtTheDesk() throws {
    let (folder, journal) = try Self.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = [
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"100.00"}"#,
      Self.order("quote", "q", "11"),
      Self.order("place", "p1", "7"),
      Self.order("place", "p2", "4"),
      Self.order("place", "p3", "4", #","hold":true"#),
      Self.order("amend", "m1", "3", #","place":"p1""#),
      Self.order("place", "p2", "4"),
      Self.order("place", "p2", "5"),
      Self.request("ship", "s1", #""place":"p1""#),
      Self.request("return", "t1", #""place":"p1","ship":"s1","line":1,"quantity":"1""#),
      Self.request("return", "t2", #""place":"p1","ship":"s1","line":1,"quantity":"2.001""#),
      Self.request("pay", "y1", #""account":"D","amount":"20","ship":"s1""#),
      Self.request("cancel", "c1", #""place":"p3""#),
      Self.request("cancel", "c2", #""place":"p3""#),
      "nonsense",
    ]
    let expected = """
      {"id":"a","op":"account","outcome":"accepted","room":"100.00"}
      {"id":"q","op":"quote","outcome":"allow","payable":"110.00","room":"100.00",\
      "shortfall":"10.00"}
      {"id":"p1","op":"place","outcome":"accepted","room":"30.00","payable":"70.00"}
      {"id":"p2","op":"place","outcome":"rejected","code":"insufficient","binding":"D",\
      "shortfall":"10.00"}
      {"id":"p3","op":"place","outcome":"held","code":"insufficient","binding":"D",\
      "shortfall":"10.00","payable":"40.00"}
      {"id":"m1","op":"amend","outcome":"accepted","room":"70.00","payable":"30.00"}
      {"id":"p2","op":"place","outcome":"rejected","code":"insufficient","binding":"D",\
      "shortfall":"10.00","repeated":true}
      {"id":"p2","op":"place","outcome":"conflict"}
      {"id":"s1","op":"ship","outcome":"accepted","room":"70.00"}
      {"id":"t1","op":"return","outcome":"accepted","room":"80.00","refund":"10.00"}
