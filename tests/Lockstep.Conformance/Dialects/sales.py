"""A client of sales management, written from the rows of the dialect `sales` and of nothing else, with what Python brings along.

usage: sales.py ADDRESS KEY SECRET [SELLER_KEY SELLER_SECRET]
The seller is somebody without orders:override-price.
"""
import base64
import json
import sys
import urllib.error
import urllib.request

ADDRESS, KEY, SECRET = sys.argv[1:4]
CHECKED = 0


def call(method, path, body=None, key=KEY, secret=SECRET):
    request = urllib.request.Request(ADDRESS + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text, status = answer.read(), answer.status
    except urllib.error.HTTPError as error:
        text, status = error.read(), error.code
    return status, json.loads(text) if text else None


def check(what, got, wanted):
    global CHECKED
    CHECKED += 1
    if got != wanted:
        sys.exit(f"sales: {what}: got {got!r}, wanted {wanted!r}")


def subset(record, names):
    return {name: record.get(name, "missing") for name in names}


def crud(path, new, change, changed):
    """Each of the records: made, listed in a bare array, read, changed, deleted."""
    status, made = call("POST", path, new)
    check(f"POST {path}", status, 201)
    check(f"POST {path} answers the record", subset(made, new), new)
    check(f"{path}: the id is a number", type(made["id"]), int)
    status, listed = call("GET", path)
    check(f"GET {path}", (status, type(listed)), (200, list))
    check(f"GET {path} has the record", [one for one in listed if one["id"] == made["id"]], [made])
    check(f"GET {path}/id", call("GET", f"{path}/{made['id']}"), (200, made))
    status, now = call("PUT", f"{path}/{made['id']}", change)
    check(f"PUT {path}/id", (status, now), (200, {**made, **changed}))
    check(f"DELETE {path}/id", call("DELETE", f"{path}/{made['id']}")[0] in (200, 204), True)
    check(f"GET {path}/id, deleted", call("GET", f"{path}/{made['id']}")[0], 404)
    check(f"GET {path}, deleted", [one for one in call("GET", path)[1] if one["id"] == made["id"]], [])
    return made


def main():
    for root in ("", "/api"):
        crud(root + "/products", {"name": "Tea", "price": 7.9, "description": "Black", "stock": 10}, {"stock": 12, "price": 8.5},
             {"stock": 12, "price": 8.5})
        # A customer with a package on its way is not deleted, so the flow has to be quicker or slower than we are: only change it.
        status, ada = call("POST", root + "/customers", {
            "name": "Ada", "email": f"ada{len(root)}@example.com", "phone": "1", "address": "12 St James's Square, London"})
        check("POST /customers", (status, ada["address"]), (201, "12 St James's Square, London"))
        check("PUT /customers/id", call("PUT", f"{root}/customers/{ada['id']}", {**ada, "address": "1 Other Street"}),
              (200, {**ada, "address": "1 Other Street"}))
        check("GET /customers/id", call("GET", f"{root}/customers/{ada['id']}")[1]["address"], "1 Other Street")
        check("GET /customers", type(call("GET", root + "/customers")[1]), list)

        tea = call("POST", root + "/products", {"name": f"Tea of {root or '/'}", "price": 7.9, "description": "", "stock": 10})[1]
        order = {"customerId": ada["id"], "items": [{"productId": tea["id"], "quantity": 2, "price": 7.9}]}
        status, made = call("POST", root + "/orders", order)
        check("POST /orders", (status, subset(made, order)), (201, order))
        check("GET /products/id, ordered", call("GET", f"{root}/products/{tea['id']}")[1]["stock"], 8)
        check("GET /orders", made in call("GET", root + "/orders")[1], True)
        check("GET /orders/id", call("GET", f"{root}/orders/{made['id']}"), (200, made))
        status, now = call("PUT", f"{root}/orders/{made['id']}", {"status": "PROCESSING"})
        check("PUT /orders/id {status}", (status, now["status"]), (200, "PROCESSING"))
        check("DELETE /orders/id", call("DELETE", f"{root}/orders/{made['id']}")[0] in (200, 204), True)
        check("GET /orders/id, deleted", call("GET", f"{root}/orders/{made['id']}")[0], 404)
        check("GET /products/id, given back", call("GET", f"{root}/products/{tea['id']}")[1]["stock"], 10)

        cheap = {**order, "items": [{**order["items"][0], "price": 1}]}
        check("POST /orders at another price", call("POST", root + "/orders", cheap)[0], 201)
        status, refused = call("POST", root + "/orders", cheap, *sys.argv[4:6])
        check("the same without the permission", (status, refused["success"]), (400, False))
        check("and why", "price" in refused["message"], True)
        check("at the catalogue's price", call("POST", root + "/orders", order, *sys.argv[4:6])[0], 201)
    print(f"checked {CHECKED}")


main()
