// Commands that look at one project.
extension Help {
  static let check = HelpText(
    "dealer-rules check", "read a rule project and report every finding at once", "读取规则项目并一次报告所有问题",
    usage: ["dealer-rules check FOLDER [options]"],
    parts: [
      .options([
        .init(
          "--evaluations N",
          "orders priced at most in each search (default 20000, 0 for none)",
          "每次搜索最多试算的订单数（默认 20000，0 为不试）"),
        .init(
          "--max-inversion R",
          """
          warn where a dealer pays more than those below it by more than this rate (default \
          5%)
          """,
          "经销商付得比其下级高出此比率时警告（默认 5%）"),
        .init(
          "--max-spread R",
          "warn where channels of one tier pay prices further apart than this rate",
          "同一等级各渠道价格相差超过此比率时警告"),
        .init(
          "--worst N", "show the N deepest discounts, with the orders that reach them",
          "列出最深的 N 个折扣及达到它们的订单"),
        .init(
          "--lang en|zh", "the language of findings (default en); JSON has none",
          "问题所用的语言（默认 en）；JSON 不变"),
        .init("--json", "objects instead of text (RULES.md X-013)", "输出对象而非文字（RULES.md X-013）"),
      ]),
      .note(
        """
        Findings name file, line and column and say what to write instead. They go to \
        standard error; with --json they go to standard output, one object a line. Rules \
        that compile are looked at as well: conditions that never hold, offers and rows \
        that are never reached, rungs that fall, budgets that never fit, and what offers do \
        together to floors, margins and costs, each with an order that shows it (RULES.md \
        U-020 ... U-029). The last line counts what the project holds. Documents of the \
        folder that scans and sources read are read too, where they are there: trace.json, \
        areas.csv, totals.csv, sellthrough.csv, sources.json, stock.csv. A project without \
        price kind, table and offer, as authorize and scans take it, prices nothing: all \
        but its prices is checked.
        """,
        """
        每处问题都给出文件、行、列和应写的内容。问题写到标准错误；带 --json 时写到标准输出，每行一个对象。能编译的规则还会检查：永远不成立的条件、永远轮不到的优惠和价格\
        行、倒退的档位、容不下一次的预算，以及优惠合起来触及的最低价、毛利和成本，每项附一张说明问题的订单（RULES.md U-020 ... U-029）。最后一行统计项目\
        内容。文件夹中若有扫码和货源所读的文件，也一并检查：trace.json、areas.csv、totals.csv、sellthrough.csv、\
        sources.json、stock.csv。没有价格类型、价格表和优惠的项目（authorize 和 scans 可用）不定价：除价格外都检查。
        """),
    ],
    example: ["dealer-rules check Examples/Projects/snack-brand"])

  static let price = HelpText(
    "dealer-rules price", "price orders", "给订单定价",
    usage: ["dealer-rules price FOLDER [options]"],
    parts: [
      .options([
        .init(
          "--orders F",
          """
          the orders; default orders.csv, else orders.ndjson of the folder; - reads \
          standard input, NDJSON where it begins with {, else CSV
          """,
          "订单；默认为文件夹中的 orders.csv，否则 orders.ndjson；- 读标准输入，以 { 开头为 NDJSON，否则为 CSV"),
        .init(
          "--out F",
          """
          write a decision for each order: F.ndjson, F.csv, or - for NDJSON on standard \
          output (the summary then goes to standard error)
          """,
          "写出每张订单的决定：F.ndjson、F.csv，或 - 把 NDJSON 写到标准输出（汇总则写到标准错误）"),
        .init(
          "--detail LEVEL",
          "totals, lines or steps (default) in what --out writes",
          "--out 所写的详细程度：totals、lines 或 steps（默认）"),
        .init(
          "--date YYYY-MM-DD",
          "the date of orders that state none; without it such an order is an error",
          "未写日期的订单的日期；不给时这样的订单出错"),
        .knownOrAll,
        .init(
          "--sales F",
          """
          write the sale of each order that is not blocked, from which a return is worked \
          out later (RULES.md Z-007)
          """,
          "写出每张未被拦截订单的销售记录，供以后算退货（RULES.md Z-007）"),
        .init(
          "--threads N",
          """
          worker tasks, 1 to 64 (default as many as processors); the result is the same for \
          every N
          """,
          "任务数，1 到 64（默认与处理器数相同）；N 不影响结果"),
        .init(
          "--lang en|zh",
          "the language of the summary and of findings (default en); JSON has none",
          "汇总和问题所用的语言（默认 en）；JSON 不变"),
        .init(
          "--json", "the summary as a JSON object (RULES.md X-014)", "以 JSON 对象输出汇总（RULES.md X-014）"
        ),
      ]),
      .note(
        """
        Files of any size are read, priced and written in blocks; memory holds a few of \
        them. The summary shows orders, lines, list amount, discounts by rule, net, charges \
        and payable for each currency. Time and progress go to standard error.
        """,
        "任何大小的文件都按块读取、定价和写出；内存只保留几块。汇总按币种列出订单数、行数、目录价合计、各规则的折扣、净额、费用和应付。用时和进度写到标准错误。"),
    ],
    example: ["dealer-rules price Examples/Projects/snack-brand --out decisions.ndjson"])

  static let authorize = HelpText(
    "dealer-rules authorize", "tell which orders may be placed, without pricing them",
    "不定价而指出哪些订单可以下",
    usage: ["dealer-rules authorize FOLDER [options]"],
    parts: [
      .options([
        .orders,
        .init(
          "--audience WHO",
          """
          dealer, sales, finance or audit (default): a dealer does not read to whom else a \
          territory was given
          """,
          "dealer、sales、finance 或 audit（默认）：经销商看不到某区域另授予了谁"),
        .language,
        .date,
        .known,
        .init(
          "--json",
          "one object an order instead of text (RULES.md X-016)",
          "每张订单输出一个对象而非文字（RULES.md X-016）"),
        .init(
          "--format F", "ndjson (as --json) or csv: one row for each line",
          "ndjson（同 --json）或 csv：每个订单行一行"),
      ]),
      .note(
        """
        Tested are customer, products, units, place and quantities, then lists, sellers, \
        licenses, territories and checks (RULES.md R-010 ... R-031). Orders that nothing \
        hinders and that can be delivered are only counted; of the others every reason is \
        told, with the rule and where it is stated. The last line counts the outcomes. What \
        of an order is a list or a map (its chain of transfers, approvals, lots, recent \
        orders) stands in NDJSON alone (RULES.md N-005).
        """,
        """
        先检查客户、产品、单位、地点和数量，再检查清单、下单人、资质、授权区域和检查规则（RULES.md R-010 ... R-031）。没有阻碍且可以送达的订单只计数；其\
        余的逐条说明原因、规则及其出处。最后一行统计结果。订单中的列表和映射（转让链、审批、批次、近期订单）只能写在 NDJSON 中（RULES.md N-005）。
        """),
    ],
    example: ["dealer-rules authorize Examples/Projects/channel-rules"])

  static let explain = HelpText(
    "dealer-rules explain", "show why an order costs what it costs", "说明订单为何是这个价",
    usage: ["dealer-rules explain FOLDER ORDER [options]"],
    parts: [
      .options([
        .orders,
        .init(
          "--audience WHO",
          """
          dealer, sales, finance or audit (default): how much is told; a dealer sees \
          neither losing price rows nor floors, ceilings and other kinds
          """,
          "dealer、sales、finance 或 audit（默认）：说多少；经销商看不到落选的价格行，也看不到最低价、最高价和其他价格类型"),
        .language,
        .date,
        .init(
          "--near-misses N",
          """
          price up to N changed orders to find what would earn more (default 64, 0 for none)
          """,
          "试算最多 N 张改动后的订单，找出怎样更划算（默认 64，0 为不试）"),
        .knownOrAll,
        .init(
          "--picture", "draw below it what became of the list amount, as bars", "在下面用条形画出目录价的去向"),
        .init(
          "--json",
          "one object instead of text: the decision and what did not apply (RULES.md X-015)",
          "输出一个对象而非文字：决定以及没有适用的规则（RULES.md X-015）"),
      ]),
      .note(
        """
        Each step names its rule and where the rule is stated. Below the steps stand the \
        price rows and offers that did not apply, each with its reason; below the order the \
        lines of which a little more would gain something.
        """,
        "每一步写明其规则及出处。步骤之下是没有适用的价格行和优惠及其原因；订单之下是再多订一点就有好处的行。"),
    ],
    example: ["dealer-rules explain Examples/Projects/snack-brand SO2509150005"])

  static let compile = HelpText(
    "dealer-rules compile", "write the rules of a project as a snapshot", "把项目的规则写成快照",
    usage: ["dealer-rules compile FOLDER --out F [options]"],
    parts: [
      .options([
        .init("--out F", "the file to write", "要写入的文件"),
        .known,
        .json,
      ]),
      .note(
        """
        A snapshot holds all that the project states and its documents, so that `price`, \
        `authorize` and `explain` start from it without reading tables and answer the same, \
        byte for byte (RULES.md S-001). Orders are no part of it. A damaged snapshot, or \
        one of another version, is refused.
        """,
        """
        快照含项目写明的全部内容及其文件，`price`、`authorize` 和 `explain` 由它直接启动，不必读表格，答案逐字节相同（RULES.md S-001\
        ）。订单不在其中。损坏的或其他版本的快照不予接受。
        """),
    ],
    example: ["dealer-rules compile Examples/Projects/snack-brand --out snack-brand.rules"])

  static let schema = HelpText(
    "dealer-rules schema", "print the JSON Schema of a kind of document", "输出一种文件的 JSON Schema",
    usage: ["dealer-rules schema rules|orders|decisions"],
    parts: [
      .note(
        """
        `rules` is that of rules.json and *.rules.json, `orders` of a line of \
        orders.ndjson, `decisions` of a line that `price --out F.ndjson` writes. Editors \
        complete and check by it: name the file that it was written to in the member \
        "$schema" of a rule document (RULES.md U-042).
        """,
        """
        `rules` 是 rules.json 和 *.rules.json 的模式，`orders` 是 orders.ndjson 一行的模式，`decisions` 是\
         `price --out F.ndjson` 所写一行的模式。编辑器按它补全和检查：把写出的文件名填在规则文件的 "$schema" 中（RULES.md U-042\
        ）。
        """)
    ],
    example: ["dealer-rules schema rules"])

  static let format = HelpText(
    "dealer-rules format", "lay out the documents of a project", "整理项目文件的排版",
    usage: ["dealer-rules format FOLDER [options]"],
    parts: [
      .options([
        .init(
          "--check",
          "change nothing; exit code 1 where a document is laid out otherwise",
          "不改动；有文件排版不同时退出码为 1"),
        .json,
      ]),
      .note(
        """
        Every *.json of the folder and of its tests is written in lines of at most 100 \
        columns, with the same members in the same order; numbers and texts stay byte for \
        byte (RULES.md U-041). The documents that change are named. One that is no JSON \
        document stays as it is, with its findings.
        """,
        """
        文件夹及其测试中的每个 *.json 都写成每行至多 100 列，成员及其顺序不变；数字和文本逐字节不变（RULES.md U-041）。改动的文件会列出。不是 \
        JSON 的文件保持原样，并给出问题。
        """),
    ],
    example: ["dealer-rules format Examples/Projects/snack-brand --check"])

  static let new = HelpText(
    "dealer-rules new", "start a rule project", "新建规则项目",
    usage: ["dealer-rules new FOLDER [--currency CNY] [--json]"],
    parts: [
      .note(
        """
        Writes rules.json with one offer, products.csv, customers.csv, prices.csv, \
        orders.csv and tests/first.json into a folder that is not there yet or is empty. \
        The project checks clean, its test passes and its orders have prices.
        """,
        """
        在尚不存在或空的文件夹中写入含一个优惠的 rules.json、products.csv、customers.csv、prices.csv、orders.csv 和 \
        tests/first.json。该项目检查无问题，测试通过，订单有价格。
        """)
    ],
    example: ["dealer-rules new my-rules"])
}
