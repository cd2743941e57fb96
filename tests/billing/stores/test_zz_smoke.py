from billing.principal import system
from billing.tenants import Tenant
def test_a(store):
    with store.write(system("acme")) as tx:
        tx.tenants.put(Tenant("acme","Acme","utility","USD","US","UTC",("en",),"Acme Inc"))
    with store.read(system("acme")) as tx:
        assert tx.tenants.this().name=="Acme"
def test_b(store):
    assert store.directory.tenants()==()
def test_c(store):
    assert store.directory.tenants()==()
