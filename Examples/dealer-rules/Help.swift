/// The texts of `--help`.
enum Help {
  static let overview = HelpText(
    "dealer-rules", "dry runs of dealer pricing rules", "经销商价格规则试算",
    usage: ["dealer-rules COMMAND FOLDER [options]"],
    parts: [
      .note("commands:", "命令："),
      .options([
        .init("check FOLDER", "read a rule project and report every finding", "读取规则项目并报告每一处问题"),
        .init("new FOLDER", "start a rule project", "新建规则项目"),
        .init("test FOLDER", "run the tests beside the rules", "运行规则旁的测试"),
        .init(
          "simulate FOLDER", "price orders with values of the rules changed, one or many",
          "改动规则中的一个或多个值后给订单定价"),
        .init(
          "compare FOLDER ORDER", "price one order under several projects, side by side",
          "用几个项目给同一张订单定价并排列对比"),
        .init(
          "describe FOLDER", "say what offers give, in words that a dealer can be given",
          "用可以给经销商看的话说明优惠"),
        .init(
          "schema", "print the JSON Schema of rules, orders or decisions", "输出规则、订单或决定的 JSON Schema"
        ),
        .init("format FOLDER", "lay out the documents of a project", "整理项目文件的排版"),
        .init(
          "compile FOLDER", "write the rules as a snapshot, from which commands start at once",
          "把规则写成快照，供命令直接启动"),
        .init(
          "pricelist FOLDER",
          "show what a dealer pays for everything, or who pays less than a bound",
          "列出经销商买每样商品的价格，或谁付得低于某价"),
        .init("match FOLDER", "compare with the nets that another system has", "与另一系统的净额核对"),
        .init(
          "rebates FOLDER", "show what agreements give for the orders of a period", "列出一个时段的订单按协议所得"
        ),
        .init(
          "groupbuy FOLDER GROUP", "show what a closed group gives back to each order",
          "列出已结束的拼团退给每张订单的金额"),
        .init("replay DECISIONS", "price stored decisions again, byte by byte", "重新给已存的决定定价，逐字节核对"),
        .init(
          "diff OLD NEW", "price past orders under two rule sets and show what differs",
          "用两套规则给过去的订单定价并列出差异"),
        .init("report OLD NEW", "write what differs as a page for a browser", "把差异写成浏览器页面"),
        .init(
          "gate OLD NEW", "tell whether new rules keep to what they must, by past orders",
          "用过去的订单判断新规则是否守住界限"),
        .init("price FOLDER", "price the project's orders", "给项目的订单定价"),
        .init(
          "authorize FOLDER", "tell which orders may be placed, and why not", "指出哪些订单可以下，哪些不行及原因"),
        .init("explain FOLDER ORDER", "show why an order costs what it costs", "说明订单为何是这个价"),
        .init(
          "scans FOLDER",
          "show where goods were seen, and whose dealers may not sell there",
          "指出商品在何处被扫到，哪些经销商不得在那里销售"),
        .init(
          "sources FOLDER", "tell from where goods come, and who gets what is scarce",
          "指出商品从何处发出，紧缺商品归谁"),
        .init(
          "credit FOLDER", "show where accounts stand and what would be held tomorrow",
          "列出各账户现状及明天会暂停的订单"),
        .init(
          "scorecards FOLDER",
          "show which scores, limits and tiers a review of accounts proposes",
          "列出账户评审建议的评分、额度和等级"),
        .init(
          "statement FOLDER", "show what an account owed, what moved, and what does not match",
          "列出账户的欠款、变动以及对不上的地方"),
        .init(
          "return FOLDER", "show what a return of a stored sale comes to, and why", "说明已存销售的退货金额及原因"
        ),
      ]),
      .note(
        """
        A rule project is a folder with rules.json (and *.rules.json) and the tables \
        products.csv, customers.csv, categories.csv, regions.csv, postalAreas.csv, \
        territories.csv, prices.csv, rates.csv, taxes.csv, offers.csv, credit.csv and \
        receivables.csv. Orders are orders.csv or orders.ndjson, tests tests/*.json. Some \
        commands read more: `sources` sources.json and stock.csv, `scans` trace.json, \
        areas.csv, events, scans, totals.csv and sellthrough.csv, `statement` flow.csv. \
        RULES.md states every rule and every field.
        """,
        """
        规则项目是一个文件夹，含 rules.json（及 *.rules.json）和表格 products.csv、customers.csv、categories.csv\
        、regions.csv、postalAreas.csv、territories.csv、prices.csv、rates.csv、taxes.csv、\
        offers.csv、credit.csv、receivables.csv。订单在 orders.csv 或 orders.ndjson，测试在 \
        tests/*.json。有些命令还读其他文件：`sources` 读 sources.json 和 stock.csv，`scans` 读 trace.json、\
        areas.csv、事件、扫码、totals.csv 和 sellthrough.csv，`statement` 读 flow.csv。每条规则、每个字段见 \
        RULES.md。
        """),
      .note(
        """
        `price`, `authorize` and `explain` take a snapshot in place of a folder; it holds \
        no orders, so that --orders names them.
        """,
        "`price`、`authorize` 和 `explain` 可用快照代替文件夹；快照里没有订单，须用 --orders 指明。"),
      .note(
        """
        exit codes: 0 all is well; 1 findings or an order in error; 2 the command line was \
        not understood; 3 a file could not be read or written
        """,
        "退出码：0 一切正常；1 有问题或有订单出错；2 命令行无法理解；3 文件无法读写"),
      .note(
        """
        `dealer-rules COMMAND --help` tells the options of a command. Every command takes \
        --lang en|zh: what it says to people and findings are then Chinese; the last line, \
        JSON and tables stay.
        """,
        """
        `dealer-rules COMMAND --help` 说明一个命令的选项。每个命令都可带 --lang en|zh：给人看的文字和问题随之为中文；最后一行、\
        JSON 和表格不变。
        """),
    ])
}
