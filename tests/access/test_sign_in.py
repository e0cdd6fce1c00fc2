from tests.people import sign_in
def test_smoke(client):
    r = sign_in(client, "li.wen")
    assert r.status_code == 303, r.text
    assert client.get("/account").status_code == 200
