#!/bin/sh
# The poller between two mock systems, written from the rows of the dialect `mini` and of nothing else.
# usage: mini.sh ADDRESS   (credentials stand in the address: http://key:secret@host:port)
set -eu
address=$1
fail() { echo "mini: $1" >&2; exit 1; }

# call METHOD PATH [BODY]: leaves the status in $status and the body in $body
call() {
  answer=$(curl -sS -m 30 -X "$1" "$address$2" ${3:+-H "Content-Type: application/json" -d "$3"} -w '\n%{http_code}')
  status=$(printf '%s' "$answer" | tail -n 1)
  body=$(printf '%s' "$answer" | sed '$d')
}

# ids FIELD: the numbers of a field in a bare array, one on each line
numbers() { printf '%s' "$body" | tr '{' '\n' | sed -n "s/.*\"$1\":\([0-9][0-9]*\)[,}].*/\1/p"; }

is_array() { case $body in "["*"]") ;; *) fail "$1 is no bare array: $body" ;; esac; }

call GET /customers
[ "$status" = 200 ] || fail "GET /customers answers $status"
is_array "GET /customers"

for name in Ada Bo Cyd; do
  call POST /customers "{\"name\":\"$name\",\"email\":\"$name-$$@example.com\"}"
  [ "$status" = 201 ] || fail "POST /customers answers $status: $body"
  for field in id name email createdAt; do
    case $body in *"\"$field\":"*) ;; *) fail "a new customer has no $field: $body" ;; esac
  done
done

# Four polls: for each customer without a package, make one. The flow makes them too, beside us.
poll=0
while [ $poll -lt 4 ]; do
  poll=$((poll + 1))
  call GET /packages
  [ "$status" = 200 ] || fail "GET /packages answers $status"
  is_array "GET /packages"
  packed=" $(numbers customerId | tr '\n' ' ') "
  call GET /customers
  for customer in $(numbers id); do
    case $packed in *" $customer "*) continue ;; esac
    call POST /packages "{\"customerId\":$customer,\"customerName\":\"Customer $customer\"}"
    case $status in 200 | 201) ;; *) fail "POST /packages answers $status: $body" ;; esac
    case $body in *'"status":"Pending"'*) ;; *) fail "a new package is not Pending: $body" ;; esac
  done
  sleep 0.1
done

call GET /customers
customers=$(numbers id | sort -n)
call GET /packages
for field in id customerId customerName status createdAt; do
  case $body in *"\"$field\":"*) ;; *) fail "a package has no $field: $body" ;; esac
done
packages=$(numbers customerId | sort -n)
[ "$customers" = "$packages" ] || fail "customers $(echo $customers), but packages of $(echo $packages)"
echo "customers $(printf '%s\n' "$customers" | wc -l | tr -d ' ') packages $(printf '%s\n' "$packages" | wc -l | tr -d ' ')"
