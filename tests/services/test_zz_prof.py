import cProfile, pstats, pytest, time
from tests.pupils import pupils, tidy, to_csv
from tests.services.intake_tools import delivered, school
pytestmark = [pytest.mark.django_db, pytest.mark.database]
def test_speed():
    where = school()
    delivered(to_csv(tidy(pupils(5, 9))), school())
    content = to_csv(tidy(pupils(990)))
    a=time.process_time()
    delivered(content, where)
    print("cold", 990/(time.process_time()-a))
    a=time.process_time()
    delivered(content, where, day=1)
    print("same", 990/(time.process_time()-a))
    content = to_csv(tidy(pupils(980,8)))
    p=cProfile.Profile(); p.enable()
    delivered(content, where, day=2)
    p.disable(); pstats.Stats(p).sort_stats("tottime").print_stats(40)
