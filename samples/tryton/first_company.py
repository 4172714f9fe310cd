"""Makes a company out of a fresh Tryton 6.0 database: currency, chart of accounts, what products and invoices need, and a user for Lockstep.

usage: first_company.py URL ADMIN_PASSWORD USER PASSWORD [CURRENCY]      URL is that of the database: http://localhost:8000/erp/

For trying out, and for tests. A company that is in earnest is set up by its accountant, in Tryton's client.
"""
import base64
import datetime
import json
import sys
import urllib.request

COUNTRIES = {
    "AR": "Argentina", "AT": "Austria", "BE": "Belgium", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "DE": "Germany", "DK": "Denmark",
    "ES": "Spain", "FI": "Finland", "FR": "France", "GB": "United Kingdom", "IE": "Ireland", "IT": "Italy", "MX": "Mexico", "NO": "Norway",
    "PL": "Poland", "PT": "Portugal", "SE": "Sweden", "US": "United States", "VE": "Venezuela",
}
GROUPS = ["Sales", "Sales Administrator", "Stock", "Stock Administration", "Stock Force Assignment", "Product Administration",
          "Party Administration", "Account"]


class Tryton:
    def __init__(self, url, user, password):
        self.url, self.headers, self.context = url, {"Content-Type": "application/json"}, {}
        user_id, key = self.send("common.db.login", [user, {"password": password}])
        self.headers["Authorization"] = "Session " + base64.b64encode(f"{user}:{user_id}:{key}".encode()).decode()

    def send(self, method, params):
        body = json.dumps({"id": 1, "method": method, "params": params}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url, body, self.headers), timeout=120) as answer:
            reply = json.load(answer)
        if reply.get("error"):
            raise SystemExit(f"{method}: {reply['error']}")
        return reply["result"]

    def call(self, method, *params):
        return self.send(method, [*params, self.context])

    def create(self, model, **values):
        return self.call(f"model.{model}.create", [values])[0]

    def find(self, model, *domain):
        return self.call(f"model.{model}.search", [list(one) for one in domain], 0, 1, None)[0]


def decimal(text):
    return {"__class__": "Decimal", "decimal": text}


def day(year, month, number):
    return {"__class__": "date", "year": year, "month": month, "day": number}


def make_chart(tryton, company):
    session, start, _ = tryton.call("wizard.account.create_chart.create")
    data = {}

    def step(state):
        tryton.call("wizard.account.create_chart.execute", session, data, state)

    step("start")
    step("account")
    data["account"] = {"company": company, "account_template": tryton.find("account.account.template", ("parent", "=", None))}
    step("create_account")
    data["properties"] = {"company": company}
    for kind in ("receivable", "payable"):
        data["properties"][f"account_{kind}"] = tryton.find("account.account", (f"type.{kind}", "=", True), ("company", "=", company))
    step("create_properties")
    tryton.call("wizard.account.create_chart.delete", session)


def make_year(tryton, company, year):
    def sequence(model, kind, name):
        return tryton.create(model, name=name, company=company, sequence_type=tryton.find("ir.sequence.type", ("name", "=", kind)))

    invoices = {f"{way}_sequence": sequence("ir.sequence.strict", "Invoice", way.replace("_", " ").title())
                for way in ("out_invoice", "in_invoice", "out_credit_note", "in_credit_note")}
    made = tryton.create(
        "account.fiscalyear", name=str(year), company=company, start_date=day(year, 1, 1), end_date=day(year, 12, 31),
        post_move_sequence=sequence("ir.sequence", "Account Move", "Moves"),
        invoice_sequences=[["create", [{"company": company, **invoices}]]])
    tryton.call("model.account.fiscalyear.create_period", [made])


def main():
    url, admin_password, user, password, code = (sys.argv[1:] + ["EUR"])[:5]
    tryton = Tryton(url, "admin", admin_password)
    tryton.call("model.country.country.create", [{"code": one, "name": name} for one, name in COUNTRIES.items()])
    currency = tryton.create(
        "currency.currency", name=code, code=code, symbol=code, digits=2, rounding=decimal("0.01"),
        rates=[["create", [{"date": day(2020, 1, 1), "rate": decimal("1")}]]])
    company = tryton.create("company.company", party=tryton.create("party.party", name="Our company"), currency=currency)
    admin = tryton.find("res.user", ("login", "=", "admin"))
    tryton.call("model.res.user.write", [admin], {"companies": [["add", [company]]], "company": company})
    tryton.context = {"company": company, "companies": [company], "language": "en"}

    make_chart(tryton, company)
    make_year(tryton, company, datetime.date.today().year)
    revenue = tryton.find("account.account", ("type.revenue", "=", True), ("company", "=", company))
    expense = tryton.find("account.account", ("type.expense", "=", True), ("company", "=", company))
    # Of lines without a product, such as what an order was rounded by.
    tryton.call("model.account.configuration.write", [1], {"default_category_account_revenue": revenue, "default_category_account_expense": expense})
    tryton.create("product.category", name="Goods", accounting=True, account_revenue=revenue, account_expense=expense)
    tryton.create("account.invoice.payment_term", name="30 days", lines=[["create", [
        {"type": "remainder", "relativedeltas": [["create", [{"days": 30}]]]}]]])
    groups = tryton.call("model.res.group.search", [["name", "in", GROUPS]], 0, None, None)
    tryton.create("res.user", name="Lockstep", login=user, password=password, company=company,
                  companies=[["add", [company]]], groups=[["add", groups]])


main()
