"""manage.py on a clock that is some seconds ahead:  python -m tests.later 3600 runserver"""

import sys
from datetime import datetime, timedelta

import time_machine

from manage import main

if __name__ == "__main__":
    ahead = timedelta(seconds=int(sys.argv.pop(1)))
    time_machine.travel(datetime.now().astimezone() + ahead, tick=True).start()
    main()
